using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules.Products;

/// <summary>
/// Relevance of a maximum to all numbers of its window in proportion: R(x) = x ⊙ R / d(Σ x). The operator is the sum of the windows, which is
/// not the layer's output.
/// </summary>
internal sealed class Proportional : ProductRule
{
    public override string[] Names => ["proportional"];

    public override string Formula => "R(x) = x · R / d(Σx) over every window";

    public override bool SharesWithBias => false;

    public override void Lower(ProductRelevance r)
    {
        BufferSlice sums = r.Product("Sums", "Identity", "Identity", withBias: false);
        BufferSlice s = r.Quotient("Share", sums);
        r.Arrived();
        r.Shared(sums, s, "Identity");
        r.Deliver((s, "Identity"));
    }
}
