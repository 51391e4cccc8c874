namespace LrpGen.Runtime;

/// <summary>No rule of its own: the derivative, R_in = Wᵀ R.</summary>
public static class GradientRule
{
    /// <summary>Passes relevance on as a gradient is passed on.</summary>
    public static void Relevance(RuleCall call)
    {
        call.Begin();
        Matrix u = call.Adjoint(call.R, WeightMap.Identity);
        Products.Multiply(call.X, InputMap.One, u, 1, call.RIn, call.Accumulate, call.Workers);
        call.AccountDifference(u);
    }
}
