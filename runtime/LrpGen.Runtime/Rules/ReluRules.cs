namespace LrpGen.Runtime;

/// <summary>What guided backpropagation, deconvnet and BetaSmooth make of a ReLU (x: its input, one target behind the other in r).</summary>
public static class ReluRules
{
    /// <summary>[R]⁺ where x &gt; 0 (Springenberg et al. 2015).</summary>
    public static void GuidedBackprop(Matrix r, Matrix x, Matrix rIn, Workers workers) => Map(r, x, rIn, (relevance, input) => input > 0 ? MathF.Max(relevance, 0) : 0);

    /// <summary>[R]⁺ (Zeiler and Fergus 2014).</summary>
    public static void Deconvnet(Matrix r, Matrix x, Matrix rIn, Workers workers) => Map(r, x, rIn, (relevance, _) => MathF.Max(relevance, 0));

    /// <summary>R · sigmoid(βx) (Dombrowski et al. 2019): the derivative of a softplus in place of the ReLU.</summary>
    public static void BetaSmooth(float beta, Matrix r, Matrix x, Matrix rIn, Workers workers)
        => Map(r, x, rIn, (relevance, input) => relevance / (1 + MathF.Exp(-beta * input)));

    private static void Map(Matrix r, Matrix x, Matrix rIn, Func<float, float, float> map)
    {
        for (int row = 0; row < r.Rows; row++)
        {
            Span<float> result = rIn.Data.Slice(row * rIn.Stride, rIn.Stride);
            result.Clear();
            ReadOnlySpan<float> relevance = r[row];
            ReadOnlySpan<float> input = x[row % x.Rows];
            for (int i = 0; i < relevance.Length; i++)
            {
                result[i] = map(relevance[i], input[i]);
            }
        }
    }
}
