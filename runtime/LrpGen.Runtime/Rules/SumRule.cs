namespace LrpGen.Runtime;

/// <summary>The norm rule on a sum: R_a = a ⊙ R / d(a + b), which is R / d(a + b) in gradient form.</summary>
public static class SumRule
{
    /// <summary>Gives one branch its share.</summary>
    /// <param name="r">Relevance of the sum, R or R/of.</param>
    /// <param name="of">What <paramref name="r"/> is to be multiplied with; <c>default</c> for nothing.</param>
    /// <param name="branch">The branch; <c>default</c> for its relevance in gradient form.</param>
    /// <param name="sum">The sum.</param>
    /// <param name="stabiliser">d.</param>
    /// <param name="sampleRows">Rows of one sample.</param>
    /// <param name="rIn">Receives the relevance of the branch.</param>
    /// <param name="workers">The workers to compute on.</param>
    public static void Relevance(
        Matrix r, Matrix of, Matrix branch, Matrix sum, Stabiliser stabiliser, int sampleRows, Matrix rIn, Workers workers)
    {
        Quotients.Stabilised(r, of, sum, stabiliser, 1, sampleRows, rIn, workers);
        if (!branch.IsEmpty)
        {
            Products.Multiply(branch, InputMap.Identity, rIn, 1, rIn, accumulate: false, workers);
        }
    }
}
