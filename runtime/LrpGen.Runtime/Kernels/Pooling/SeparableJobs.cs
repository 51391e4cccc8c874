using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>y = the sum of each window over its divisor. An item is one output position of one sample.</summary>
internal unsafe struct AverageForwardJob : IJob
{
    public SeparableTaps Taps;
    public RawMatrix X;
    public RawMatrix Y;
    public int Columns;
    public InputMap Inputs;

    public static void Run(AverageForwardJob job, int samples, Workers workers) =>
        workers.Run(ref job, samples * job.Taps.Outputs, Workers.RowChunk(job.Columns));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        nint last = Matrix.Pad(Columns) - 16;
        TLanes mask = LaneMask.Last<TLanes>(Columns);
        int inputs = Taps.Inputs, outputs = Taps.Outputs;
        float* memory = stackalloc float[PairedSum<TLanes>.Floats];
        var window = new WindowList(Taps, scratch);
        for (int item = start; item < end; item++)
        {
            int sample = item / outputs;
            window.MoveTo(item - (sample * outputs));
            float* x = X.Row(sample * inputs), y = Y.Row(item);
            TLanes divisor = TLanes.Create(window.Divisor);
            for (nint c = 0; c <= last; c += 16)
            {
                TLanes average = Sum<TLanes>(x + c, window.Positions, window.Count, memory) / divisor;
                (c == last ? average * mask : average).Store(y + c);
            }
        }
    }

    /// <summary>The sum of some rows of 16 channels: that of a picture adds up tens of thousands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly T Sum<T>(float* x, int* positions, int count, float* memory)
        where T : unmanaged, ILanes<T>
    {
        if (count <= PairedSum<T>.Chain)
        {
            return Sum<T>(x, positions, count);
        }

        var sum = new PairedSum<T>(memory);
        for (int t = 0; t < count; t += PairedSum<T>.Chain)
        {
            sum.Add(Sum<T>(x, positions + t, Math.Min(PairedSum<T>.Chain, count - t)));
        }

        return sum.Total();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly T Sum<T>(float* x, int* positions, int count)
        where T : unmanaged, ILanes<T>
    {
        T sum = T.Create(0f);
        for (int t = 0; t < count; t++)
        {
            sum += InputMapJob.Apply(Inputs, T.Load(x + (positions[t] * X.Stride)));
        }

        return sum;
    }
}

/// <summary>gIn (+)= each window's g over its divisor, times its weights. An item is some channels of one sample of one target.</summary>
/// <remarks>
/// What a row of windows gives is added up along the row, and then given to the rows of inputs that the windows cover: an input
/// under k × k windows gets a sum of k sums, not of k² terms.
/// </remarks>
internal unsafe struct SeparableAdjointJob : IJob
{
    public SeparableTaps Taps;
    public RawMatrix G;
    public RawMatrix GIn;
    public int Columns;
    public bool Accumulate;

    public static void Run(SeparableAdjointJob job, int samples, Workers workers) =>
        workers.Run(ref job, samples * ChannelGroups.Count(job.Columns), 1);

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        (AxisTaps depth, AxisTaps height, AxisTaps width) = (Taps.Depth, Taps.Height, Taps.Width);
        float* line = scratch.Floats((long)width.Inputs * ChannelGroups.Channels);
        for (int item = start; item < end; item++)
        {
            (int sample, int first, int channels) = ChannelGroups.Item(item, Columns);
            float* gIn = GIn.Row(sample * Taps.Inputs) + first;
            if (!Accumulate)
            {
                ChannelGroups.Clear(gIn, GIn.Stride, Taps.Inputs, channels);
            }

            for (int row = 0; row < depth.Outputs * height.Outputs; row++)
            {
                int d = row / height.Outputs, h = row % height.Outputs;
                float* g = G.Row((sample * Taps.Outputs) + (row * width.Outputs)) + first;
                Along<TLanes>(width, g, depth.Divisors[d] * height.Divisors[h], channels, line);
                for (int i = 0; i < depth.Counts[d]; i++)
                {
                    for (int j = 0; j < height.Counts[h]; j++)
                    {
                        nint position = (nint)((((depth.Starts[d] + i) * height.Inputs) + height.Starts[h] + j) * width.Inputs);
                        Add<TLanes>(line, depth.Weights[d][i] * height.Weights[h][j], gIn + (position * GIn.Stride), channels);
                    }
                }
            }
        }
    }

    /// <summary>line = what a row of windows gives to a row of inputs, [inputs][channels].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Along<T>(AxisTaps width, float* g, float rowDivisor, int channels, float* line)
        where T : unmanaged, ILanes<T>
    {
        new Span<float>(line, width.Inputs * channels).Clear();
        for (int output = 0; output < width.Outputs; output++)
        {
            T divisor = T.Create(rowDivisor * width.Divisors[output]);
            float[] weights = width.Weights[output];
            float* target = line + ((nint)width.Starts[output] * channels);
            for (nint c = 0; c < channels; c += 16)
            {
                T share = T.Load(g + c) / divisor;
                for (int t = 0; t < width.Counts[output]; t++)
                {
                    float* place = target + (t * channels) + c;
                    T.MultiplyAdd(T.Create(weights[t]), share, T.Load(place)).Store(place);
                }
            }

            g += G.Stride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Add<T>(float* line, float weight, float* target, int channels)
        where T : unmanaged, ILanes<T>
    {
        T factor = T.Create(weight);
        for (int position = 0; position < Taps.Width.Inputs; position++)
        {
            for (nint c = 0; c < channels; c += 16)
            {
                T.MultiplyAdd(factor, T.Load(line + c), T.Load(target + c)).Store(target + c);
            }

            line += channels;
            target += GIn.Stride;
        }
    }
}

/// <summary>
/// Windows that overlap add to the same inputs, so that an item has to own them: some channels of a whole sample. The sums
/// are taken in row order of the windows, whatever the number of threads.
/// </summary>
internal static unsafe class ChannelGroups
{
    /// <summary>Channels of a group, at most.</summary>
    public const int Channels = 64;

    public static int Count(int columns) => (columns + Channels - 1) / Channels;

    /// <summary>Sample, first channel and number of channels (padding counted) of an item.</summary>
    public static (int Sample, int First, int Channels) Item(int item, int columns)
    {
        int groups = Count(columns), first = item % groups * Channels;
        return (item / groups, first, Math.Min(Channels, Matrix.Pad(columns) - first));
    }

    public static void Clear(float* target, nint stride, int rows, int channels)
    {
        for (int row = 0; row < rows; row++)
        {
            new Span<float>(target + (row * stride), channels).Clear();
        }
    }
}
