using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>y = the weighted sum of each window over its divisor. An item is one output position of one sample.</summary>
internal unsafe struct SeparableForwardJob : IJob
{
    public SeparableTaps Taps;
    public RawMatrix X;
    public RawMatrix Y;
    public int Columns;
    public bool Weighted;
    public InputMap Inputs;

    public static void Run(SeparableForwardJob job, int samples, Workers workers) =>
        workers.Run(ref job, samples * job.Taps.Outputs, Workers.RowChunk(job.Columns));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        nint last = Matrix.Pad(Columns) - 16;
        TLanes mask = LaneMask.Last<TLanes>(Columns);
        int inputs = Taps.Inputs, outputs = Taps.Outputs;
        var window = new WindowList(Taps, scratch, Weighted);
        for (int item = start; item < end; item++)
        {
            int sample = item / outputs;
            window.MoveTo(item - (sample * outputs));
            int count = window.Count;
            float* x = X.Row(sample * inputs), y = Y.Row(item);
            TLanes divisor = TLanes.Create(window.Divisor);
            for (nint c = 0; c <= last; c += 16)
            {
                TLanes sum = TLanes.Create(0f);
                for (int t = 0; t < count; t++)
                {
                    TLanes value = InputMapJob.Apply(Inputs, TLanes.Load(x + (window.Positions[t] * X.Stride) + c));
                    sum = Weighted ? TLanes.MultiplyAdd(TLanes.Create(window.Weights[t]), value, sum) : sum + value;
                }

                sum /= divisor;
                (c == last ? sum * mask : sum).Store(y + c);
            }
        }
    }
}

/// <summary>gIn (+)= each window's g over its divisor, times its weights. An item is some channels of one sample of one target.</summary>
internal unsafe struct SeparableAdjointJob : IJob
{
    public SeparableTaps Taps;
    public RawMatrix G;
    public RawMatrix GIn;
    public int Columns;
    public bool Weighted;
    public bool Accumulate;

    public static void Run(SeparableAdjointJob job, int samples, Workers workers) =>
        workers.Run(ref job, samples * ChannelGroups.Count(job.Columns), 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int outputs = Taps.Outputs;
        var window = new WindowList(Taps, scratch, Weighted);
        for (int item = start; item < end; item++)
        {
            (int sample, int first, int channels) = ChannelGroups.Item(item, Columns);
            float* gIn = GIn.Row(sample * Taps.Inputs) + first;
            if (!Accumulate)
            {
                ChannelGroups.Clear(gIn, GIn.Stride, Taps.Inputs, channels);
            }

            for (int output = 0; output < outputs; output++)
            {
                window.MoveTo(output);
                int count = window.Count;
                float* g = G.Row((sample * outputs) + output) + first;
                TLanes divisor = TLanes.Create(window.Divisor);
                for (nint c = 0; c < channels; c += 16)
                {
                    TLanes share = TLanes.Load(g + c) / divisor;
                    for (int t = 0; t < count; t++)
                    {
                        float* target = gIn + (window.Positions[t] * GIn.Stride) + c;
                        TLanes old = TLanes.Load(target);
                        (Weighted ? TLanes.MultiplyAdd(TLanes.Create(window.Weights[t]), share, old) : old + share).Store(target);
                    }
                }
            }
        }
    }
}

/// <summary>
/// Windows that overlap add to the same inputs, so that an item has to own them: some channels of a whole sample. The sums
/// are taken in row order of the windows, whatever the number of threads.
/// </summary>
internal static unsafe class ChannelGroups
{
    private const int Channels = 64;

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
