using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules.Products;

/// <summary>
/// LRP-αβ (Bach et al. 2015), α − β = 1: R(x) = α Σ (xw)⁺/z⁺ R − β Σ (xw)⁻/z⁻ R, the bias split between the parts.
/// </summary>
/// <remarks>
/// The parts are sums of terms of one sign, not ½(z ± m): where one of them is small against m, that difference would keep too few digits to
/// divide by.
/// </remarks>
internal class AlphaBeta : ProductRule
{
    public override string[] Names => ["alpha_beta"];

    public override string Formula => "R(x) = Σ (α (xw)⁺ / d(z⁺) − β (xw)⁻ / d(z⁻)) · R";

    /// <summary>Whether z⁺ and z⁻ have the whole bias each, and not its part of their sign.</summary>
    protected virtual bool WholeBias => false;

    public override void Lower(ProductRelevance r) => Lower(r, r.Parameters.Alpha, r.Parameters.Beta);

    /// <summary>Writes the kernel calls for given α and β.</summary>
    protected void Lower(ProductRelevance r, double alpha, double beta)
    {
        BufferSlice positive = Part(r, "Positive");
        BufferSlice s = r.Quotient("Share", positive, alpha);
        r.Arrived();
        r.Shared(positive, s, WholeBias ? "Identity" : "Positive");
        if (beta == 0)
        {
            Deliver(r, (s, "Positive"));
            return;
        }

        BufferSlice negative = Part(r, "Negative");
        BufferSlice t = r.Quotient("NegativeShare", negative, -beta);
        r.Shared(negative, t, WholeBias ? "Identity" : "Negative");
        Deliver(r, (s, "Positive"), (t, "Negative"));
    }

    // z⁺ = [W]⁺[x]⁺ + [W]⁻[x]⁻ (+ [b]⁺, or + b), or z⁻ with the weights the other way round.
    private BufferSlice Part(ProductRelevance r, string sign)
    {
        BufferSlice sum = r.Product(sign, sign, r.NonNegative ? "Identity" : "Positive", r.HasBias && !WholeBias);
        if (!r.NonNegative)
        {
            sum = r.Add(sum, r.Product(sign + "Rest", Other(sign), "Negative", withBias: false));
        }

        return WholeBias ? r.AddBias(sum) : sum;
    }

    // To inputs below zero through the weights of the other sign.
    private static void Deliver(ProductRelevance r, params (BufferSlice S, string Sign)[] shares)
    {
        if (r.NonNegative)
        {
            r.Deliver(shares);
        }
        else
        {
            r.DeliverBySign(r.Adjoint("Up", shares), r.Adjoint("Down", [.. shares.Select(share => (share.S, Other(share.Sign)))]));
        }
    }

    private static string Other(string sign) => sign == "Positive" ? "Negative" : "Positive";
}

/// <summary>LRP-αβ as innvestigate computes it: the whole bias in both z⁺ and z⁻.</summary>
internal sealed class InnvestigateAlphaBeta : AlphaBeta
{
    public override string[] Names => ["innvestigate_alpha_beta"];

    public override string Formula => base.Formula + ", the whole bias in z⁺ and z⁻";

    protected override bool WholeBias => true;
}

/// <summary>z⁺ (deep Taylor, Montavon et al. 2017): αβ with α = 1, β = 0.</summary>
internal sealed class ZPlus : AlphaBeta
{
    public override string[] Names => ["zplus"];

    public override string Formula => "R(x) = Σ (xw)⁺ / d(z⁺) · R";

    public override void Lower(ProductRelevance r) => Lower(r, 1, 0);
}
