namespace LrpGen.Runtime;

/// <summary>w² (Montavon et al. 2017): R_in = Σ_j w_ij² / (Σ_k w_kj² + b_j²) R_j, whatever the input.</summary>
public static class SquaredWeightRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, Stabiliser stabiliser, bool zeroBias = false)
        => ConstantShares.Relevance(call, WeightMap.Square, stabiliser, !zeroBias);
}

/// <summary>Flat (Lapuschkin et al. 2019): every existing input of an output gets the same share; padding does not count.</summary>
public static class FlatRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, Stabiliser stabiliser)
        => ConstantShares.Relevance(call, WeightMap.One, stabiliser, withBias: false);
}

/// <summary>Shares that do not depend on the input: map(w) over their sum.</summary>
file static class ConstantShares
{
    public static void Relevance(RuleCall call, WeightMap map, Stabiliser stabiliser, bool withBias)
    {
        call.Begin();
        Matrix z = call.Product(map, InputMap.One, withBias);
        Matrix s = call.Quotient(z, stabiliser);
        call.DeliverItself(s, map);
        call.Arrived();
        call.Shared(z, s, map, withBias);
    }
}
