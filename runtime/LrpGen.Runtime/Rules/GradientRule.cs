namespace LrpGen.Runtime;

/// <summary>No rule of its own: the derivative, R_in = Wᵀ R.</summary>
public static class GradientRule
{
    /// <summary>Passes relevance on as a gradient is passed on.</summary>
    public static void Relevance(RuleCall call)
    {
        call.Begin();
        call.DeliverItself(call.R, WeightMap.Identity);
        if (call.HasLedger)
        {
            // Σ Wᵀ R over the inputs is Σ (W·1) ⊙ R over the outputs.
            Matrix sums = call.Product(WeightMap.Identity, InputMap.One, withBias: false);
            call.Arrived();
            call.Shared(sums, call.R, WeightMap.Identity, withBias: false);
        }
    }
}
