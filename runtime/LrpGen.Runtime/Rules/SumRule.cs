namespace LrpGen.Runtime;

/// <summary>The norm rule on a sum: R_a = a ⊙ R / d(a + b).</summary>
public static class SumRule
{
    /// <summary>Gives one branch its share.</summary>
    public static void Relevance(Matrix r, Matrix branch, Matrix sum, Stabiliser stabiliser, int sampleRows, Matrix rIn, Workers workers)
    {
        Quotients.Stabilised(r, sum, stabiliser, 1, sampleRows, rIn, workers);
        Products.Multiply(branch, InputMap.Identity, rIn, 1, rIn, accumulate: false, workers);
    }
}
