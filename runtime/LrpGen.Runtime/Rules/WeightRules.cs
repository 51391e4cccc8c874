namespace LrpGen.Runtime;

/// <summary>w² (Montavon et al. 2017): R_in = Σ_j w_ij² / (Σ_k w_kj² + b_j²) R_j, whatever the input.</summary>
public static class SquaredWeightRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, Stabiliser stabiliser, bool zeroBias = false)
    {
        call.Begin();
        Matrix z = call.Product(WeightMap.Square, InputMap.One, withBias: !zeroBias);
        Matrix s = call.Quotient(z, stabiliser);
        Products.Multiply(call.X, InputMap.One, call.Adjoint(s, WeightMap.Square), 1, call.RIn, call.Accumulate, call.Workers);
        if (!zeroBias)
        {
            call.AccountBias(s, b => b * b);
        }

        call.AccountStabiliser(s, z);
    }
}

/// <summary>Flat (Lapuschkin et al. 2019): every existing input of an output gets the same share; padding does not count.</summary>
public static class FlatRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, Stabiliser stabiliser)
    {
        call.Begin();
        Matrix z = call.Product(WeightMap.One, InputMap.One, withBias: false);
        Matrix s = call.Quotient(z, stabiliser);
        Products.Multiply(call.X, InputMap.One, call.Adjoint(s, WeightMap.One), 1, call.RIn, call.Accumulate, call.Workers);
        call.AccountStabiliser(s, z);
    }
}
