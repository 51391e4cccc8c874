namespace LrpGen.Runtime;

/// <summary>
/// Root mean square normalisation (Zhang and Sennrich 2019), <c>y = w ⊙ x/rms</c> with <c>rms = √(mean(x²) + ε)</c>, over the columns
/// of each row, or of each head of a row.
/// </summary>
/// <remarks>
/// x, y: [rows, heads·columns] with the columns of w, mostly one head (the heads of queries and keys share a w); statistics: [rows,
/// heads] with 1/rms; g, gIn: [targets·rows, heads·columns]. Padding columns do not count and stay zero. A bias of the parameters is
/// not added.
/// </remarks>
public static unsafe class RmsNorm
{
    /// <summary>y = RmsNorm(x). y may be x.</summary>
    /// <param name="x">Input.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="statistics">Receives 1/rms of each row and head; <c>default</c> if nobody reads them.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(in Matrix x, NormWeights w, in Matrix y, in Matrix statistics, Workers workers) =>
        Run(x, default, w, default, y, statistics, workers);

    /// <summary>sum = x + residual and y = RmsNorm(sum). sum may be x or the residual; y must be neither.</summary>
    /// <param name="x">Input.</param>
    /// <param name="residual">What is added to it.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="sum">Receives the sum; <c>default</c> if nobody reads it.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="statistics">Receives 1/rms of each row and head; <c>default</c> if nobody reads them.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void ForwardResidual(in Matrix x, in Matrix residual, NormWeights w, in Matrix sum, in Matrix y, in Matrix statistics, Workers workers)
    {
        Guard.Shape(residual, x.Rows, x.Columns);
        if (!sum.IsEmpty)
        {
            Guard.Shape(sum, x.Rows, x.Columns);
        }

        Run(x, residual, w, sum, y, statistics, workers);
    }

    /// <summary>gIn = g⊙w/rms: relevance with rms held constant (Achtibat et al. 2024, AttnLRP). gIn may be g.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Relevance(in Matrix g, NormWeights w, in Matrix statistics, in Matrix gIn, Workers workers) =>
        Backward(g, default, w, statistics, gIn, workers);

    /// <summary>gIn = (t − x̂·mean(t⊙x̂))/rms with t = g⊙w and x̂ = x/rms: the full derivative. gIn may be g.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Gradient(in Matrix g, in Matrix x, NormWeights w, in Matrix statistics, in Matrix gIn, Workers workers)
    {
        Guard.Shape(x, statistics.Rows, g.Columns);
        Backward(g, x, w, statistics, gIn, workers);
    }

    private static void Run(in Matrix x, in Matrix residual, NormWeights w, in Matrix sum, in Matrix y, in Matrix statistics, Workers workers)
    {
        int heads = Heads(x, w, nameof(x));
        Guard.Shape(y, x.Rows, x.Columns);
        CheckStatistics(statistics, x.Rows, heads, mayLack: true);
        fixed (float* px = x.Data, pr = residual.Data, pm = sum.Data, py = y.Data, ps = statistics.Data)
        {
            var job = new RmsNormForwardJob(w)
            {
                Heads = heads,
                X = new(px, x.Stride),
                Residual = new(pr, residual.Stride),
                Sum = new(pm, sum.Stride),
                Y = new(py, y.Stride),
                Statistics = new(ps, statistics.Stride),
            };
            workers.Run(ref job, x.Rows, Workers.RowChunk(x.Columns));
            GC.KeepAlive(w);
        }
    }

    private static void Backward(in Matrix g, in Matrix x, NormWeights w, in Matrix statistics, in Matrix gIn, Workers workers)
    {
        int heads = Heads(g, w, nameof(g));
        CheckStatistics(statistics, statistics.Rows, heads, mayLack: false);
        Guard.Targets(g, statistics.Rows);
        Guard.Shape(gIn, g.Rows, g.Columns);
        fixed (float* pg = g.Data, px = x.Data, ps = statistics.Data, pgIn = gIn.Data)
        {
            var job = new RmsNormBackwardJob(w)
            {
                Heads = heads,
                Rows = statistics.Rows,
                G = new(pg, g.Stride),
                X = new(px, x.Stride),
                Statistics = new(ps, statistics.Stride),
                GIn = new(pgIn, gIn.Stride),
            };
            workers.Run(ref job, g.Rows, Workers.RowChunk(g.Columns));
            GC.KeepAlive(w);
        }
    }

    private static int Heads(in Matrix x, NormWeights w, string name)
    {
        ArgumentNullException.ThrowIfNull(w);
        Guard.Whole(x, name);
        return x.Columns > 0 && x.Columns % w.Columns == 0
            ? x.Columns / w.Columns
            : throw new ArgumentException($"{name}: expected a multiple of {w.Columns} columns, found {x.Columns}.", name);
    }

    private static void CheckStatistics(in Matrix statistics, int rows, int heads, bool mayLack)
    {
        if (!(mayLack && statistics.IsEmpty) && (statistics.Rows != rows || statistics.Columns != heads))
        {
            throw new ArgumentException($"statistics: expected [{rows}, {heads}], found [{statistics.Rows}, {statistics.Columns}].", nameof(statistics));
        }
    }
}
