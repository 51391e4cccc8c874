using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules.Products;

/// <summary>
/// zᴮ (Montavon et al. 2017), for a first layer whose inputs lie between low and high: numerators xW − low[W]⁺ − high[W]⁻ over their sum; the
/// bias cancels.
/// </summary>
/// <remarks>As (x − low)[W]⁺ + (x − high)[W]⁻ all terms have one sign: two products, and nothing cancels.</remarks>
internal sealed class Box : ProductRule
{
    public override string[] Names => ["zbox"];

    public override string Formula => "shares xw − low[w]⁺ − high[w]⁻ of their sum";

    public override bool IsProportional => false;

    public override bool SharesWithBias => false;

    public override void Lower(ProductRelevance r)
    {
        BufferSlice aboveLow = r.InputLess("AboveLow", r.Parameters.Low);
        BufferSlice belowHigh = r.InputLess("BelowHigh", r.Parameters.High);
        BufferSlice z = r.Add(
            r.ProductOf(aboveLow, "Positive", "Positive"),
            r.ProductOf(belowHigh, "Negative", "Negative"));
        BufferSlice s = r.Quotient("Share", z);
        r.Arrived();
        r.Shared(z, s, "Identity");
        r.DeliverTimes(aboveLow, r.Adjoint("Up", (s, "Positive")));
        r.DeliverTimes(belowHigh, r.Adjoint("Down", (s, "Negative")));
    }
}
