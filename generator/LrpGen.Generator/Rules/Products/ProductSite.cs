using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules.Products;

/// <summary>Where a rule for products works: one operator, or some of the dense layers that are computed in one product.</summary>
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
    /// <summary>An operator of a layer graph.</summary>
    public static ProductSite Of(ProductOperator product, RelevanceLowering lowering) => new(
        product.Name,
        product.Module,
        product.Input,
        lowering.Place(product.Output),
        "w." + product.Group.Name,
        product.HasBias,
        product.Output.Positions,
        [new ProductPart(product.Name, product.Module, -1, $"w.{product.Group.Name}.Bias", slice => slice)]);
}

/// <summary>A layer of a product: it has lines of its own in the ledger.</summary>
/// <param name="Name">Prefix of the lines' names.</param>
/// <param name="Module">Checkpoint name.</param>
/// <param name="Layer">Encoder layer, or −1.</param>
/// <param name="Bias">Its bias, as C#.</param>
/// <param name="Of">Its columns in a value that is like the output of the whole.</param>
internal sealed record ProductPart(string Name, string Module, int Layer, string Bias, Func<BufferSlice, BufferSlice> Of);
