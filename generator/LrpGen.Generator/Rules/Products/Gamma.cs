using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules.Products;

/// <summary>
/// LRP-γ for inputs of both signs (Montavon et al. 2019; the generalised form of Anders et al. 2021). Where z &gt; 0 the weights are W + γ[W]⁺
/// for positive inputs and W + γ[W]⁻ for negative ones, where z &lt; 0 the other way round; relevance is dropped where z = 0.
/// </summary>
/// <remarks>
/// With m = |W|·|x| + |b| the parts are z^± = ½(z ± m), and the modified weights are (1 + γ/2)W ± (γ/2)|W|: one product and two adjoints. What
/// ½(z ± m) loses to cancellation is of the size of what z itself has lost as a sum.
/// </remarks>
internal sealed class Gamma : ProductRule
{
    public override string[] Names => ["gamma"];

    public override string Formula => "shares [x]⁺(w + γ[w]⁺) + [x]⁻(w + γ[w]⁻) of their sum where z > 0, [w]⁺ and [w]⁻ exchanged where z < 0";

    public override void Lower(ProductRelevance r)
    {
        BufferSlice total = r.Output();
        BufferSlice magnitude = r.Product("Magnitude", "Magnitude", r.NonNegative ? "Identity" : "Magnitude", r.HasBias);
        (BufferSlice s, BufferSlice t) = r.GammaQuotients(total, magnitude);
        r.Arrived();
        r.Shared(total, s, "Identity");
        r.Shared(magnitude, t, "Magnitude");
        if (r.NonNegative)
        {
            r.Deliver((s, "Identity"), (t, "Magnitude"));
        }
        else
        {
            r.Deliver((s, "Identity"));
            r.DeliverSigned(t, "Magnitude");
        }
    }
}
