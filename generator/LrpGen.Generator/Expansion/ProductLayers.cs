using LrpGen.Generator.Names;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Expansion;

/// <summary>Layers that are linear in their input but for a bias.</summary>
internal static class ProductLayers
{
    /// <summary>A dense layer or a convolution.</summary>
    public static void Weighted(LayerSpec layer, LayerExpander e)
    {
        string id = e.IdentifierOf(layer);
        LayerSpec? norm = e.Norms.Inside(layer);
        string formula = norm is not null ? $"W · x + b with {norm.Name} folded in" : layer.Options.HasBias ? "W · x + b" : "W · x";
        e.Add(new ProductOperator(
            id, layer.Name, e.Section, Kind(layer), Kernel(layer), e.Input(layer), e.Output(layer), e.Once(LayerWeights.Product(layer, norm, id)), null, formula)
        {
            HasBias = layer.Options.HasBias || norm is not null,
            SharesWeights = LayerExpander.SharesWeights(layer),
            FoldedNorm = norm is not null && e.Norms.IsDifferentiated(norm) ? LayerWeights.Affine(norm, e.IdentifierOf(norm)) : null,
        });
    }

    /// <summary>A factor and an offset for each channel.</summary>
    public static void Affine(LayerSpec layer, LayerExpander e)
    {
        string id = e.IdentifierOf(layer);
        e.Add(new ProductOperator(
            id, layer.Name, e.Section, layer.Op.Replace('_', ' '), "ChannelAffine", e.Input(layer), e.Output(layer), LayerWeights.Affine(layer, id), null, AffineFormula(layer))
        {
            HasBias = layer.Op != "scale" || layer.Options.HasBias,
            Merged = Merged(layer, id, e),
        });
    }

    /// <summary>Upsampling.</summary>
    public static void Resampling(LayerSpec layer, LayerExpander e)
    {
        string id = e.IdentifierOf(layer);
        string kind = $"upsample {layer.Options.Mode} {string.Join("×", layer.Options.ScaleFactor)}";
        e.Add(new ProductOperator(
            id, layer.Name, e.Section, kind, "Resampling", e.Input(layer), e.Output(layer), LayerWeights.Resampling(layer, id), null, $"{layer.Options.Mode} upsampling"));
    }

    // The product before a norm that some methods, but not all, see as one with it.
    private static ProductOperator? Merged(LayerSpec norm, string id, LayerExpander e)
    {
        string merged = MemberNames.Beside(id, "Merged");
        return e.Norms.MergedBySome(norm) is { } product
            ? new ProductOperator(
                merged, product.Name, e.Section, Kind(product), Kernel(product), e.Input(product), e.Output(norm), LayerWeights.Product(product, norm, merged), null)
            {
                HasBias = true,
            }
            : null;
    }

    private static string Kind(LayerSpec layer) => layer.Op == "linear" ? "dense" : $"{layer.Op} {string.Join("×", layer.Options.Kernel)}";

    private static string Kernel(LayerSpec product) => product.Op == "linear" ? "Linear" : "Convolution";

    private static string AffineFormula(LayerSpec layer) => layer.Op switch
    {
        "batch_norm" => layer.Options.HasBias ? "(x − mean) / √(var + ε) · w + b" : "(x − mean) / √(var + ε)",
        "scale" => layer.Options.HasBias ? "x · w + b" : "x · w",
        _ => "(x − mean) / deviation",
    };
}
