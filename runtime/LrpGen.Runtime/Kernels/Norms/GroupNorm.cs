namespace LrpGen.Runtime;

/// <summary>
/// Group normalisation (Wu and He 2018), <c>y = w ⊙ (x − mean)/σ + b</c> with <c>σ = √(variance + ε)</c>, over the channels of a group
/// and all rows of a sample. With as many groups as channels it is instance normalisation (Ulyanov et al. 2016).
/// </summary>
/// <remarks>
/// x, y: [rows of all samples, channels]; statistics: [samples, 2·groups] with the mean and 1/σ of each group; g, gIn: [targets·rows,
/// channels]. Sums over rows are compensated. Padding columns do not count and stay zero.
/// </remarks>
public static unsafe class GroupNorm
{
    /// <summary>y = GroupNorm(x). y may be x.</summary>
    /// <param name="x">Input.</param>
    /// <param name="samples">Rows of each sample, or starts.</param>
    /// <param name="groups">Number of groups.</param>
    /// <param name="w">Parameters, one a channel.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="statistics">Receives mean and 1/σ of each sample and group; <c>default</c> if nobody reads them.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(in Matrix x, SampleRows samples, int groups, NormWeights w, in Matrix y, in Matrix statistics, Workers workers)
    {
        int count = Check(x, samples, groups, w, nameof(x));
        Guard.Shape(y, x.Rows, x.Columns);
        CheckStatistics(statistics, count, groups, mayLack: true);
        Run(new GroupNormJob(w, groups) { Use = GroupNormUse.Forward }, x, default, statistics, y, samples, count, count, workers);
    }

    /// <summary>z = w ⊙ (x − mean)/σ: the norm less its bias.</summary>
    /// <param name="x">Input.</param>
    /// <param name="samples">Rows of each sample, or starts.</param>
    /// <param name="groups">Number of groups.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="statistics">Mean and 1/σ of each sample and group.</param>
    /// <param name="z">Receives the result; may be x.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void WithoutBias(in Matrix x, SampleRows samples, int groups, NormWeights w, in Matrix statistics, in Matrix z, Workers workers)
    {
        int count = Check(x, samples, groups, w, nameof(x));
        Guard.Shape(z, x.Rows, x.Columns);
        CheckStatistics(statistics, count, groups, mayLack: false);
        Run(new GroupNormJob(w, groups) { Use = GroupNormUse.WithoutBias }, x, default, statistics, z, samples, count, count, workers);
    }

    /// <summary>
    /// gIn = (t − mean(t))/σ with t = g⊙w: relevance with σ held constant and the mean kept, as <see cref="LayerNorm.Relevance"/> has it.
    /// gIn may be g.
    /// </summary>
    /// <param name="g">Relevance (in gradient form) of the result.</param>
    /// <param name="samples">Rows of each sample, or starts.</param>
    /// <param name="groups">Number of groups.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="statistics">Mean and 1/σ of each sample and group.</param>
    /// <param name="gIn">Receives the relevance of the input.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Relevance(in Matrix g, SampleRows samples, int groups, NormWeights w, in Matrix statistics, in Matrix gIn, Workers workers) =>
        Backward(g, default, samples, groups, w, statistics, gIn, workers, GroupNormUse.Relevance);

    /// <summary>gIn = (t − mean(t) − x̂·mean(t⊙x̂))/σ with t = g⊙w and x̂ = (x − mean)/σ: the full derivative. gIn may be g.</summary>
    /// <param name="g">Gradient by the result.</param>
    /// <param name="x">Input of the forward pass.</param>
    /// <param name="samples">Rows of each sample, or starts.</param>
    /// <param name="groups">Number of groups.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="statistics">Mean and 1/σ of each sample and group.</param>
    /// <param name="gIn">Receives the gradient by the input.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Gradient(
        in Matrix g, in Matrix x, SampleRows samples, int groups, NormWeights w, in Matrix statistics, in Matrix gIn, Workers workers) =>
        Backward(g, x, samples, groups, w, statistics, gIn, workers, GroupNormUse.Gradient);

    private static void Backward(
        in Matrix g, in Matrix x, SampleRows samples, int groups, NormWeights w, in Matrix statistics, in Matrix gIn, Workers workers, GroupNormUse use)
    {
        int count = statistics.Rows, rows = samples.Rows(count);
        int targets = Guard.Targets(g, rows);
        CheckGroups(groups, w);
        Guard.Shape(g, g.Rows, w.Columns);
        Guard.Shape(gIn, g.Rows, g.Columns);
        CheckStatistics(statistics, count, groups, mayLack: false);
        if (use == GroupNormUse.Gradient)
        {
            Guard.Shape(x, rows, g.Columns);
        }

        Run(new GroupNormJob(w, groups) { Use = use }, g, x, statistics, gIn, samples, count, targets * count, workers);
    }

    private static void Run(
        GroupNormJob job, in Matrix input, in Matrix x, in Matrix statistics, in Matrix result, SampleRows samples, int count, int items, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        fixed (float* pi = input.Data, px = x.Data, ps = statistics.Data, pr = result.Data)
        fixed (int* starts = samples.Starts)
        {
            job.Input = new(pi, input.Stride);
            job.X = new(px, x.Stride);
            job.Statistics = new(ps, statistics.Stride);
            job.Result = new(pr, result.Stride);
            job.Starts = starts;
            job.Positions = samples.Positions;
            job.Samples = count;
            workers.Run(ref job, items * job.Chunks, 1);
            GC.KeepAlive(job.Weights);
        }
    }

    private static int Check(in Matrix x, SampleRows samples, int groups, NormWeights w, string name)
    {
        CheckGroups(groups, w);
        Guard.Shape(x, x.Rows, w.Columns, name);
        return samples.Samples(x.Rows, name);
    }

    private static void CheckGroups(int groups, NormWeights w)
    {
        ArgumentNullException.ThrowIfNull(w);
        if (groups < 1 || w.Columns % groups != 0)
        {
            throw new ArgumentException($"groups: expected a divisor of the {w.Columns} channels, found {groups}.", nameof(groups));
        }
    }

    private static void CheckStatistics(in Matrix statistics, int samples, int groups, bool mayLack)
    {
        if (!(mayLack && statistics.IsEmpty) && (statistics.Rows != samples || statistics.Columns != 2 * groups))
        {
            throw new ArgumentException($"statistics: expected [{samples}, {2 * groups}], found [{statistics.Rows}, {statistics.Columns}].", nameof(statistics));
        }
    }
}
