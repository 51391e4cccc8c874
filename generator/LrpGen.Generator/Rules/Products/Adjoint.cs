namespace LrpGen.Generator.Rules.Products;

/// <summary>
/// LRP-0 (Bach et al. 2015), where relevance comes over the output and goes over the input: the plain adjoint, which is the
/// derivative as well. Nothing is divided, so nothing is lost where an output is zero.
/// </summary>
internal sealed class Adjoint : ProductRule
{
    public override string[] Names => ["lrp0", "derivative"];

    public override string Formula => "R(x) = x ⊙ Wᵀ(R / z)";

    public override RelevanceNeed Needs => RelevanceNeed.OverOutput;

    public override string? Loss => null;

    public override void Lower(ProductRelevance r)
    {
        r.SharedWithBias(r.Values, "Identity");
        r.Deliver((r.Values, "Identity"));
    }
}
