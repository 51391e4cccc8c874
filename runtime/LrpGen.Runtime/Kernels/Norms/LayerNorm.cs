namespace LrpGen.Runtime;

/// <summary>Layer normalisation, <c>y = w ⊙ (x − mean)/σ + b</c> with <c>σ = √(variance + ε)</c>, over the columns of each row.</summary>
/// <remarks>
/// x, y: [rows, columns]; statistics: [rows, 2] with the mean and 1/σ; g, gIn: [targets·rows, columns]. Padding columns do not
/// count and stay zero. The variance is taken in a second pass, around the mean.
/// </remarks>
public static unsafe class LayerNorm
{
    /// <summary>y = LayerNorm(x). y may be x.</summary>
    /// <param name="x">Input.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="statistics">Receives mean and 1/σ of each row; <c>default</c> if nobody reads them.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(in Matrix x, NormWeights w, in Matrix y, in Matrix statistics, Workers workers)
    {
        Guard.Shape(x, x.Rows, w.Columns);
        Guard.Shape(y, x.Rows, w.Columns);
        CheckStatistics(statistics, x.Rows, mayLack: true);
        fixed (float* px = x.Data, py = y.Data, ps = statistics.Data)
        {
            var job = new LayerNormForwardJob(w) { X = new(px, x.Stride), Y = new(py, y.Stride), Statistics = new(ps, statistics.Stride) };
            workers.Run(ref job, x.Rows, Workers.RowChunk(w.Columns));
            GC.KeepAlive(w);
        }
    }

    /// <summary>sum = x + residual and y = LayerNorm(sum). sum may be x or the residual; y must be neither.</summary>
    /// <param name="x">Input.</param>
    /// <param name="residual">What is added to it.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="sum">Receives the sum; <c>default</c> if nobody reads it.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="statistics">Receives mean and 1/σ of each row; <c>default</c> if nobody reads them.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void ForwardResidual(in Matrix x, in Matrix residual, NormWeights w, in Matrix sum, in Matrix y, in Matrix statistics, Workers workers)
    {
        Guard.Shape(x, x.Rows, w.Columns);
        Guard.Shape(residual, x.Rows, w.Columns);
        Guard.Shape(y, x.Rows, w.Columns);
        if (!sum.IsEmpty)
        {
            Guard.Shape(sum, x.Rows, w.Columns);
        }

        CheckStatistics(statistics, x.Rows, mayLack: true);
        fixed (float* px = x.Data, pr = residual.Data, pm = sum.Data, py = y.Data, ps = statistics.Data)
        {
            var job = new LayerNormForwardJob(w)
            {
                X = new(px, x.Stride),
                Residual = new(pr, residual.Stride),
                Sum = new(pm, sum.Stride),
                Y = new(py, y.Stride),
                Statistics = new(ps, statistics.Stride),
            };
            workers.Run(ref job, x.Rows, Workers.RowChunk(w.Columns));
            GC.KeepAlive(w);
        }
    }

    /// <summary>
    /// gIn = (g⊙w − mean(g⊙w))/σ: relevance with σ held constant and the mean kept (Ali et al. 2022, CP-LRP; Achtibat et al.
    /// 2024, AttnLRP). gIn may be g.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Relevance(in Matrix g, NormWeights w, in Matrix statistics, in Matrix gIn, Workers workers)
    {
        CheckStatistics(statistics, statistics.Rows, mayLack: false);
        Guard.Targets(g, statistics.Rows);
        Guard.Shape(g, g.Rows, w.Columns);
        Guard.Shape(gIn, g.Rows, w.Columns);
        fixed (float* pg = g.Data, ps = statistics.Data, pgIn = gIn.Data)
        {
            var job = new LayerNormBackwardJob(w, statistics.Rows) { G = new(pg, g.Stride), Statistics = new(ps, statistics.Stride), GIn = new(pgIn, gIn.Stride) };
            workers.Run(ref job, g.Rows, Workers.RowChunk(w.Columns));
            GC.KeepAlive(w);
        }
    }

    /// <summary>gIn = (t − mean(t) − x̂·mean(t⊙x̂))/σ with t = g⊙w and x̂ = (x − mean)/σ: the full derivative. gIn may be g.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Gradient(in Matrix g, in Matrix x, NormWeights w, in Matrix statistics, in Matrix gIn, Workers workers)
    {
        Guard.Shape(x, x.Rows, w.Columns);
        CheckStatistics(statistics, x.Rows, mayLack: false);
        Guard.Targets(g, x.Rows);
        Guard.Shape(g, g.Rows, w.Columns);
        Guard.Shape(gIn, g.Rows, w.Columns);
        fixed (float* pg = g.Data, px = x.Data, ps = statistics.Data, pgIn = gIn.Data)
        {
            var job = new LayerNormBackwardJob(w, x.Rows)
            {
                G = new(pg, g.Stride),
                X = new(px, x.Stride),
                Statistics = new(ps, statistics.Stride),
                GIn = new(pgIn, gIn.Stride),
            };
            workers.Run(ref job, g.Rows, Workers.RowChunk(w.Columns));
            GC.KeepAlive(w);
        }
    }

    /// <summary>z = w ⊙ (x − mean)/σ: the norm less its bias.</summary>
    /// <param name="x">Input.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="statistics">Mean and 1/σ of each row.</param>
    /// <param name="z">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void WithoutBias(in Matrix x, NormWeights w, in Matrix statistics, in Matrix z, Workers workers)
    {
        Guard.Shape(x, x.Rows, w.Columns);
        Guard.Shape(z, x.Rows, w.Columns);
        CheckStatistics(statistics, x.Rows, mayLack: false);
        ArgumentNullException.ThrowIfNull(workers);
        for (int row = 0; row < x.Rows; row++)
        {
            (float mean, float inverse) = (statistics[row][0], statistics[row][1]);
            for (int i = 0; i < x.Columns; i++)
            {
                z[row][i] = (x[row][i] - mean) * inverse * w.Weight[i];
            }
        }

        Layouts.ClearPadding(z);
    }

    private static void CheckStatistics(in Matrix statistics, int rows, bool mayLack)
    {
        if (!(mayLack && statistics.IsEmpty) && (statistics.Rows != rows || statistics.Columns != 2))
        {
            throw new ArgumentException($"statistics: expected [{rows}, 2], found [{statistics.Rows}, {statistics.Columns}].", nameof(statistics));
        }
    }
}
