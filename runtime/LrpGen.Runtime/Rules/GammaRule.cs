namespace LrpGen.Runtime;

/// <summary>
/// LRP-γ for inputs of both signs (Montavon et al. 2019; the generalised form of Anders et al. 2021). Where z &gt; 0 the
/// weights are W + γ[W]⁺ for positive inputs and W + γ[W]⁻ for negative ones, where z &lt; 0 the other way round; relevance
/// is dropped where z = 0.
/// </summary>
/// <remarks>
/// With m = |W|·|x| + |b| the parts are z^± = ½(z ± m), and the modified weights are (1 + γ/2)W ± (γ/2)|W|: one product and
/// two adjoints. What ½(z ± m) loses to cancellation is of the size of what z itself has lost as a sum.
/// </remarks>
public static class GammaRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, float gamma, Stabiliser stabiliser, bool zeroBias = false)
    {
        call.Begin();
        Matrix total = call.Output(withBias: !zeroBias);
        Matrix magnitude = call.Product(WeightMap.Magnitude, call.NonNegative ? InputMap.Identity : InputMap.Magnitude, withBias: !zeroBias);
        Matrix s = call.LikeRelevance();
        Matrix t = call.LikeRelevance();
        Quotients.Gamma(call.R, call.Of, call.Z, total, magnitude, gamma, stabiliser, call.Layer.OutputPositions, s, t, call.Workers);
        if (call.NonNegative)
        {
            call.Deliver(s, WeightMap.Identity, t, WeightMap.Magnitude);
        }
        else
        {
            call.Deliver(s, WeightMap.Identity);
            call.DeliverSigned(t, WeightMap.Magnitude);
        }

        call.Arrived();
        call.Shared(total, s, WeightMap.Identity, !zeroBias);
        call.Shared(magnitude, t, WeightMap.Magnitude, !zeroBias);
    }
}
