using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>What is computed of a group normalisation.</summary>
internal enum GroupNormUse
{
    Forward,
    WithoutBias,
    Relevance,
    Gradient,
}

/// <summary>
/// A group normalisation, its relevance or its gradient; an item are some whole groups of a sample (of a target). Every channel is
/// summed over the rows, its group over its channels in double precision, and each result is a line in its channel: what it needs
/// lies in rows of padded channels.
/// </summary>
internal unsafe struct GroupNormJob(NormWeights weights, int groups) : IJob
{
    // Fewer columns would read less than a few cache lines of each row.
    private const int FewestColumns = 64;

    private readonly float* _weight = weights.WeightPointer;
    private readonly float* _bias = weights.BiasPointer;
    private readonly int _columns = weights.Columns;
    private readonly float _epsilon = weights.Epsilon;

    /// <summary>Columns of an item, but for the last: whole groups and whole vectors.</summary>
    private readonly int _chunk = Chunk(weights.Columns, weights.Columns / groups);

    public NormWeights Weights => weights;

    /// <summary>Items of a sample.</summary>
    public readonly int Chunks => (_columns + _chunk - 1) / _chunk;

    public GroupNormUse Use { get; init; }

    /// <summary>x, or g where relevance is computed.</summary>
    public RawMatrix Input { get; set; }

    public RawMatrix X { get; set; }

    public RawMatrix Statistics { get; set; }

    public RawMatrix Result { get; set; }

    public int* Starts { get; set; }

    public int Positions { get; set; }

    public int Samples { get; set; }

    public readonly void Execute<T>(int start, int end, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        int padded = Matrix.Pad(_columns), chunks = Chunks;
        for (int item = start; item < end; item++)
        {
            int sample = item / chunks % Samples, target = item / chunks / Samples;
            int first = First(sample), rows = First(sample + 1) - first, firstOfTarget = (target * First(Samples)) + first;
            int from = item % chunks * _chunk;
            var channels = new Channels(scratch.Floats(4L * padded), padded, from, Math.Min(from + _chunk, _columns));
            if (Use is GroupNormUse.Forward or GroupNormUse.WithoutBias)
            {
                Forward<T>(sample, first, rows, channels);
            }
            else
            {
                Backward<T>(sample, firstOfTarget, first, rows, channels);
            }
        }
    }

    private static int Chunk(int columns, int group)
    {
        int whole = group;
        while (whole % 16 != 0 && whole < columns)
        {
            whole += group;
        }

        return Math.Min(columns, whole * Math.Max(1, FewestColumns / whole));
    }

    private readonly int First(int sample) => Starts != null ? Starts[sample] : sample * Positions;

    private readonly void Forward<T>(int sample, int first, int rows, Channels channels)
        where T : unmanaged, ILanes<T>
    {
        if (Use == GroupNormUse.Forward)
        {
            // A square is that of the deviation from a mean that is already rounded: the variance does not feel it.
            channels.Mean.Clear();
            Sum<T>(first, rows, channels, deviations: false);
            ToGroups(channels, channels.Sum, rows, channels.Mean);
            Sum<T>(first, rows, channels, deviations: true);
            ToGroups(channels, channels.Sum, rows, channels.Inverse);
            foreach (ref float value in channels.Inverse[channels.From..channels.To])
            {
                value = (float)(1 / Math.Sqrt((double)value + _epsilon));
            }

            if (!Statistics.IsEmpty)
            {
                int size = _columns / groups;
                for (int group = channels.From / size; group < channels.To / size; group++)
                {
                    Statistics.Row(sample)[2 * group] = channels.Mean[group * size];
                    Statistics.Row(sample)[(2 * group) + 1] = channels.Inverse[group * size];
                }
            }
        }
        else
        {
            ReadStatistics(sample, channels);
        }

        Normalise<T>(first, rows, channels, Use == GroupNormUse.Forward ? _bias : null);
    }

    private readonly void Backward<T>(int sample, int firstOfTarget, int first, int rows, Channels channels)
        where T : unmanaged, ILanes<T>
    {
        ReadStatistics(sample, channels);
        bool isGradient = Use == GroupNormUse.Gradient;
        Sums<T>(firstOfTarget, first, rows, channels, isGradient);
        ToGroups(channels, channels.Sum, rows, channels.Sum);
        ToGroups(channels, channels.Aligned, rows, channels.Aligned);
        Spread<T>(firstOfTarget, first, rows, channels, isGradient);
    }

    private readonly void ReadStatistics(int sample, Channels channels)
    {
        channels.Mean.Clear();
        channels.Inverse.Clear();
        int size = _columns / groups;
        for (int c = channels.From; c < channels.To; c++)
        {
            channels.Mean[c] = Statistics.Row(sample)[2 * (c / size)];
            channels.Inverse[c] = Statistics.Row(sample)[(2 * (c / size)) + 1];
        }
    }

    /// <summary>From sums by channel to the group's mean, in each of its channels. The padding becomes zero.</summary>
    private readonly void ToGroups(Channels channels, Span<float> sums, int rows, Span<float> result)
    {
        int size = _columns / groups;
        for (int group = channels.From / size; group < channels.To / size; group++)
        {
            double sum = 0;
            for (int c = group * size; c < (group + 1) * size; c++)
            {
                sum += sums[c];
            }

            result.Slice(group * size, size).Fill((float)(sum / ((double)size * rows)));
        }

        result[_columns..].Clear();
    }

    /// <summary>Σ over the rows of x, or of its squared deviation from the mean, by channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sum<T>(int first, int rows, Channels channels, bool deviations)
        where T : unmanaged, ILanes<T>
    {
        for (nint c = channels.From; c < channels.To; c += 16)
        {
            CompensatedSum<T> sum = default;
            T mean = T.Load(channels.MeanPointer + c);
            for (int row = first; row < first + rows; row++)
            {
                T value = T.Load(Input.Row(row) + c) - mean;
                sum.Add(deviations ? value * value : value);
            }

            sum.Value.Store(channels.SumPointer + c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Normalise<T>(int first, int rows, Channels channels, float* bias)
        where T : unmanaged, ILanes<T>
    {
        for (int row = first; row < first + rows; row++)
        {
            float* x = Input.Row(row), y = Result.Row(row);
            for (nint c = channels.From; c < channels.To; c += 16)
            {
                T normalised = (T.Load(x + c) - T.Load(channels.MeanPointer + c)) * T.Load(channels.InversePointer + c);
                T weight = T.Load(_weight + c);
                (bias != null ? T.MultiplyAdd(normalised, weight, T.Load(bias + c)) : normalised * weight).Store(y + c);
            }
        }
    }

    /// <summary>Σ over the rows of t = g⊙w, and of t⊙x̂, by channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sums<T>(int firstOfTarget, int first, int rows, Channels channels, bool isGradient)
        where T : unmanaged, ILanes<T>
    {
        for (nint c = channels.From; c < channels.To; c += 16)
        {
            CompensatedSum<T> sum = default, aligned = default;
            T weight = T.Load(_weight + c), mean = T.Load(channels.MeanPointer + c), inverse = T.Load(channels.InversePointer + c);
            for (int i = 0; i < rows; i++)
            {
                T t = T.Load(Input.Row(firstOfTarget + i) + c) * weight;
                sum.Add(t);
                if (isGradient)
                {
                    aligned.Add(t * ((T.Load(X.Row(first + i) + c) - mean) * inverse));
                }
            }

            sum.Value.Store(channels.SumPointer + c);
            aligned.Value.Store(channels.AlignedPointer + c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Spread<T>(int firstOfTarget, int first, int rows, Channels channels, bool isGradient)
        where T : unmanaged, ILanes<T>
    {
        for (int i = 0; i < rows; i++)
        {
            float* g = Input.Row(firstOfTarget + i), gIn = Result.Row(firstOfTarget + i);
            for (nint c = channels.From; c < channels.To; c += 16)
            {
                // In the padding 1/σ is 0.
                T inverse = T.Load(channels.InversePointer + c);
                T t = (T.Load(g + c) * T.Load(_weight + c)) - T.Load(channels.SumPointer + c);
                if (isGradient)
                {
                    T normalised = (T.Load(X.Row(first + i) + c) - T.Load(channels.MeanPointer + c)) * inverse;
                    t -= normalised * T.Load(channels.AlignedPointer + c);
                }

                (t * inverse).Store(gIn + c);
            }
        }
    }

    /// <summary>Rows of a number a channel, and the channels of an item.</summary>
    private readonly ref struct Channels(float* memory, int padded, int from, int to)
    {
        public int From => from;

        public int To => to;

        public float* MeanPointer => memory;

        public float* InversePointer => memory + padded;

        public float* SumPointer => memory + (2 * padded);

        public float* AlignedPointer => memory + (3 * padded);

        public Span<float> Mean => new(MeanPointer, padded);

        public Span<float> Inverse => new(InversePointer, padded);

        public Span<float> Sum => new(SumPointer, padded);

        public Span<float> Aligned => new(AlignedPointer, padded);
    }
}
