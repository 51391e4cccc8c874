using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules.Products;

/// <summary>The γ rule as captum computes it: weights W + γ[W]⁺, the bias as it is, inputs not split by sign.</summary>
internal sealed class CaptumGamma : ProductRule
{
    public override string[] Names => ["captum_gamma"];

    public override string Formula => "shares x(w + γ[w]⁺) of their sum";

    public override void Lower(ProductRelevance r)
    {
        BufferSlice z = r.Sum("Total", r.Output(), r.Product("Positive", "Positive", "Identity", withBias: false), r.Parameters.Gamma);
        BufferSlice s = r.Quotient("Share", z);
        BufferSlice favoured = r.Quotient("FavouredShare", z, r.Parameters.Gamma);
        r.Arrived();
        r.Shared(z, s, "Identity");
        r.Deliver((s, "Identity"), (favoured, "Positive"));
    }
}

/// <summary>The α1β0 rule as captum computes it: weights [W]⁺, the bias as it is, inputs not split by sign.</summary>
internal sealed class CaptumAlphaBeta : ProductRule
{
    public override string[] Names => ["captum_alpha1_beta0"];

    public override string Formula => "shares x[w]⁺ of their sum";

    public override void Lower(ProductRelevance r)
    {
        BufferSlice z = r.AddBias(r.Product("Positive", "Positive", "Identity", withBias: false));
        BufferSlice s = r.Quotient("Share", z);
        r.Arrived();
        r.Shared(z, s, "Identity");
        r.Deliver((s, "Positive"));
    }
}
