using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Expansion;

/// <summary>
/// Which batch norms become part of the dense layer or convolution before them. Conv → norm and dense → norm are exact. A
/// norm is gone from the network when every method folds it, or differentiates both layers, which is the derivative of
/// the two in one; when only some methods fold it, both layers stay, and those methods go past the norm with merged weights.
/// </summary>
internal sealed class FoldedNorms
{
    // By the norm's name, and by the product's: the reader lets a norm be folded only where it alone reads a product.
    private readonly Dictionary<string, LayerSpec> products = [];
    private readonly Dictionary<string, (LayerSpec Norm, int Place)> norms = [];
    private readonly HashSet<string> gone = [];
    private readonly HashSet<string> differentiated = [];

    public FoldedNorms(LayerGraphSpec spec)
    {
        Dictionary<string, int> places = spec.Layers.Select((l, i) => (l.Name, i)).ToDictionary(p => p.Name, p => p.i);
        List<GraphMethodSpec> methods = [.. spec.Methods.Where(m => m.Kind != "occlusion")];
        for (int i = 0; i < spec.Layers.Count; i++)
        {
            LayerSpec norm = spec.Layers[i];
            if (norm.Op != "batch_norm" || !places.TryGetValue(norm.Inputs[0], out int before) || !methods.Any(m => Folds(m, i)))
            {
                continue;
            }

            products.Add(norm.Name, spec.Layers[before]);
            norms.Add(spec.Layers[before].Name, (norm, i));
            if (methods.All(m => Folds(m, i) || (m.Rules[i].Rule == "gradient" && m.Rules[before].Rule == "gradient")))
            {
                gone.Add(norm.Name);
                if (!methods.All(m => Folds(m, i)))
                {
                    differentiated.Add(norm.Name);
                }
            }
        }
    }

    /// <summary>Whether a layer is a norm that is part of the product before it in all passes.</summary>
    public bool IsGone(LayerSpec layer) => gone.Contains(layer.Name);

    /// <summary>Whether a norm that is gone is differentiated by some method, together with the product.</summary>
    public bool IsDifferentiated(LayerSpec norm) => differentiated.Contains(norm.Name);

    /// <summary>The norm whose parameters a product's weights hold in all passes, or null.</summary>
    public LayerSpec? Inside(LayerSpec product)
        => norms.TryGetValue(product.Name, out (LayerSpec Norm, int Place) found) && gone.Contains(found.Norm.Name) ? found.Norm : null;

    /// <summary>The product that some methods, but not all, merge a norm into, or null.</summary>
    public LayerSpec? MergedBySome(LayerSpec norm)
        => !gone.Contains(norm.Name) && products.TryGetValue(norm.Name, out LayerSpec product) ? product : null;

    /// <summary>The layer whose output is a layer's output in a method's eyes: the norm that it merges into the layer.</summary>
    public string OutputOf(LayerSpec layer, GraphMethodSpec method)
        => norms.TryGetValue(layer.Name, out (LayerSpec Norm, int Place) found) && Folds(method, found.Place) ? found.Norm.Name : layer.Name;

    /// <summary>The norm that a method differentiates together with the product before it, or null: between the two there is relevance that no tensor has.</summary>
    public LayerSpec? DifferentiatedBehind(LayerSpec product, GraphMethodSpec method)
        => Inside(product) is { } norm && !Folds(method, norms[product.Name].Place) ? norm : null;

    private static bool Folds(GraphMethodSpec method, int norm) => method.Rules[norm].Rule == "folded";
}
