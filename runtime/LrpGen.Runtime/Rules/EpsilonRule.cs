namespace LrpGen.Runtime;

/// <summary>LRP-ε (Bach et al. 2015): R_in = x ⊙ Wᵀ(R / d(z)).</summary>
public static class EpsilonRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, Stabiliser stabiliser, bool zeroBias = false)
    {
        call.Begin();
        Matrix z = zeroBias ? call.Product(WeightMap.Identity, InputMap.Identity, withBias: false) : call.Z;
        Matrix s = call.Quotient(z, stabiliser);
        Products.Multiply(call.X, InputMap.Identity, call.Adjoint(s, WeightMap.Identity), 1, call.RIn, call.Accumulate, call.Workers);
        if (!zeroBias)
        {
            call.AccountBias(s);
        }

        call.AccountStabiliser(s, z);
    }
}
