using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules.Products;

/// <summary>Where a rule for products works: one layer, or dense layers that are computed in one product.</summary>
/// <param name="Name">Prefix of the values that the rule needs.</param>
/// <param name="Title">What it is, for comments.</param>
/// <param name="Input">The input.</param>
/// <param name="Output">The output, bias included.</param>
/// <param name="Weights">The weights, as C#.</param>
/// <param name="HasBias">Whether there is a bias.</param>
/// <param name="SampleRows">Rows of a sample that a stabiliser takes its mean over.</param>
/// <param name="Parts">What the ledger has lines for.</param>
internal sealed record ProductSite(
    string Name, string Title, Tensor Input, BufferSlice Output, string Weights, bool HasBias, int SampleRows, ProductPart[] Parts)
{
    /// <summary>Layers that are computed in one product.</summary>
    /// <param name="product">All that is computed in it.</param>
    /// <param name="layers">The layers at hand.</param>
    /// <param name="output">Where their outputs lie.</param>
    /// <param name="weights">Their weights, as C#.</param>
    /// <param name="lowering">The pass.</param>
    public static ProductSite Of(ProductOperator product, ProductOperator[] layers, BufferSlice output, string weights, RelevanceLowering lowering)
    {
        bool isAlone = layers.Length == 1;
        return new(
            product.Name,
            string.Join(", ", layers.Select(l => l.Title)),
            product.Input,
            output,
            weights,
            layers.Any(l => l.HasBias),
            product.Output.Positions,
            [.. layers.Select((l, i) => new ProductPart(
                l.Name,
                l.Module,
                l.Section.Layer,
                isAlone ? weights + ".Bias" : $"{weights}.Part({i}).Bias",
                isAlone ? slice => slice : slice => Columns(slice, l, product, lowering)))]);
    }

    // The columns of one layer in a buffer of all: Layer00QueryKeyValueShare holds Layer00QueryShare, and so on.
    private static BufferSlice Columns(BufferSlice slice, ProductOperator layer, ProductOperator product, RelevanceLowering lowering)
    {
        BufferSlice place = lowering.Place(layer.Output);
        return slice with { Name = layer.Name + slice.Buffer.Name.Substring(product.Name.Length), First = place.First, Columns = place.Columns };
    }
}

/// <summary>A layer of a product: it has lines of its own in the ledger.</summary>
/// <param name="Name">Prefix of the lines' names.</param>
/// <param name="Module">Checkpoint name.</param>
/// <param name="Layer">Index of the layer of a stack, or −1.</param>
/// <param name="Bias">Its bias, as C#.</param>
/// <param name="Of">Its columns in a value that is like the output of the whole.</param>
internal sealed record ProductPart(string Name, string Module, int Layer, string Bias, Func<BufferSlice, BufferSlice> Of);
