namespace LrpGen.Generator.Rules.Products;

/// <summary>No rule of its own: the derivative, R(x) = Wᵀ R.</summary>
internal sealed class Derivative : ProductRule
{
    public override string[] Names => ["gradient"];

    public override string Formula => "R(x) = Wᵀ R";

    public override bool IsProportional => false;

    public override bool SharesWithBias => false;

    public override RelevanceNeed Needs => RelevanceNeed.Itself;

    public override string? Loss => "Dropped";

    public override void Lower(ProductRelevance r)
    {
        r.Dropped();
        r.DeliverItself(r.Values, "Identity");
    }
}
