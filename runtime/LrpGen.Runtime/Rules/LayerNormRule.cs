namespace LrpGen.Runtime;

/// <summary>
/// LRP-ε on a layer norm over the channels, σ held constant (Ali et al. 2022): a linear map z = w ⊙ A x + b, where
/// A u = (u − mean u)/σ is symmetric, so that R_in = x ⊙ A(w ⊙ R / d(z)).
/// </summary>
public static class LayerNormRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    /// <param name="run">The call.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="x">Input [samples · positions, channels].</param>
    /// <param name="y">Output, bias included.</param>
    /// <param name="statistics">Mean and 1/σ of every row.</param>
    /// <param name="r">Relevance of the output, R or R/of.</param>
    /// <param name="of">What <paramref name="r"/> is to be multiplied with; <c>default</c> for nothing.</param>
    /// <param name="rIn">Receives the relevance of the input.</param>
    /// <param name="positions">Rows of one sample.</param>
    /// <param name="biasSink">Ledger line of the bias.</param>
    /// <param name="stabiliserSink">Ledger line of what the stabiliser takes.</param>
    /// <param name="stabiliser">d.</param>
    /// <param name="zeroBias">Leaves the bias out of z.</param>
    /// <param name="gradient">Whether <paramref name="rIn"/> receives R_in/x.</param>
    public static void Relevance(
        ArrayWorkspace run,
        NormWeights w,
        Matrix x,
        Matrix y,
        Matrix statistics,
        Matrix r,
        Matrix of,
        Matrix rIn,
        int positions,
        int biasSink,
        int stabiliserSink,
        Stabiliser stabiliser,
        bool zeroBias = false,
        bool gradient = false)
    {
        run.ResetScratch();
        Matrix z = zeroBias ? WithoutBias(run, w, x, statistics) : y;
        Matrix s = run.Scratch(r.Rows, r.Columns);
        Quotients.Stabilised(r, of, z, stabiliser, 1, positions, s, run.Workers);
        LayerNorm.Relevance(s, w, statistics, rIn, run.Workers);
        if (!gradient)
        {
            Products.Multiply(x, InputMap.Identity, rIn, 1, rIn, accumulate: false, run.Workers);
        }

        run.Account(stabiliserSink, 1, r, of);
        run.Shared(stabiliserSink, s, z);
        if (!zeroBias)
        {
            run.AccountColumns(biasSink, s, w.Bias[..w.Columns]);
        }
    }

    // w ⊙ (x − mean)/σ
    private static Matrix WithoutBias(ArrayWorkspace run, NormWeights w, Matrix x, Matrix statistics)
    {
        Matrix z = run.Scratch(x.Rows, x.Columns);
        for (int row = 0; row < x.Rows; row++)
        {
            (float mean, float inverse) = (statistics[row][0], statistics[row][1]);
            for (int i = 0; i < x.Columns; i++)
            {
                z[row][i] = (x[row][i] - mean) * inverse * w.Weight[i];
            }
        }

        Layouts.ClearPadding(z);
        return z;
    }
}
