using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules.Products;

/// <summary>Shares that do not depend on the input: map(w) over their sum.</summary>
internal abstract class ConstantShares(string map) : ProductRule
{
    public override bool IsProportional => false;

    public override void Lower(ProductRelevance r)
    {
        BufferSlice z = r.Product("Sums", map, "One", r.HasBias);
        BufferSlice s = r.Quotient("Share", z);
        r.Arrived();
        r.Shared(z, s, map);
        r.DeliverItself(s, map);
    }
}

/// <summary>w² (Montavon et al. 2017): R(x) = Σ w² / (Σ w² + b²) R, whatever the input.</summary>
internal sealed class SquaredWeight() : ConstantShares("Square")
{
    public override string[] Names => ["w_square"];

    public override string Formula => "shares w² of their sum, whatever the input";
}

/// <summary>Flat (Lapuschkin et al. 2019): every existing input of an output gets the same share; padding does not count.</summary>
internal sealed class Flat() : ConstantShares("One")
{
    public override string[] Names => ["flat"];

    public override string Formula => "the same share for every input";

    public override bool SharesWithBias => false;
}
