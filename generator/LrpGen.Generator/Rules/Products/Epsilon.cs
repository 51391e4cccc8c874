using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules.Products;

/// <summary>LRP-ε (Bach et al. 2015): R(x) = x ⊙ Wᵀ(R / d(z)).</summary>
internal sealed class Epsilon : ProductRule
{
    public override string[] Names => ["epsilon", "norm", "captum_epsilon"];

    public override string Formula => "R(x) = x ⊙ Wᵀ(R / d(z))";

    public override void Lower(ProductRelevance r)
    {
        BufferSlice z = r.Output();
        BufferSlice s = r.Quotient("Share", z);
        r.Arrived();
        r.Shared(z, s, "Identity");
        r.Deliver((s, "Identity"));
    }
}
