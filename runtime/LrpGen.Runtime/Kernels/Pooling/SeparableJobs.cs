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
        WindowList list = WindowList.Create(Taps, scratch);
        for (int item = start; item < end; item++)
        {
            var window = new Window(Taps, item % Taps.Outputs);
            int count = window.List(list.Positions, Weighted ? list.Weights : null);
            float* x = X.Row(item / Taps.Outputs * Taps.Inputs), y = Y.Row(item);
            TLanes divisor = TLanes.Create(window.Divisor);
            for (nint c = 0; c <= last; c += 16)
            {
                TLanes sum = TLanes.Create(0f);
                for (int t = 0; t < count; t++)
                {
                    TLanes value = InputMapJob.Apply(Inputs, TLanes.Load(x + (list.Positions[t] * X.Stride) + c));
                    sum = Weighted ? TLanes.MultiplyAdd(TLanes.Create(list.Weights[t]), value, sum) : sum + value;
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
        WindowList list = WindowList.Create(Taps, scratch);
        for (int item = start; item < end; item++)
        {
            (int sample, int first, int channels) = ChannelGroups.Item(item, Columns);
            float* gIn = GIn.Row(sample * Taps.Inputs) + first;
            if (!Accumulate)
            {
                ChannelGroups.Clear(gIn, GIn.Stride, Taps.Inputs, channels);
            }

            for (int output = 0; output < Taps.Outputs; output++)
            {
                var window = new Window(Taps, output);
                int count = window.List(list.Positions, Weighted ? list.Weights : null);
                float* g = G.Row((sample * Taps.Outputs) + output) + first;
                TLanes divisor = TLanes.Create(window.Divisor);
                for (nint c = 0; c < channels; c += 16)
                {
                    TLanes share = TLanes.Load(g + c) / divisor;
                    for (int t = 0; t < count; t++)
                    {
                        float* target = gIn + (list.Positions[t] * GIn.Stride) + c;
                        TLanes old = TLanes.Load(target);
                        (Weighted ? TLanes.MultiplyAdd(TLanes.Create(list.Weights[t]), share, old) : old + share).Store(target);
                    }
                }
            }
        }
    }
}

/// <summary>Room for the taps of one window.</summary>
internal readonly unsafe struct WindowList
{
    public readonly int* Positions;
    public readonly float* Weights;

    private WindowList(float* memory, int count)
    {
        Positions = (int*)memory;
        Weights = memory + count;
    }

    public static WindowList Create(SeparableTaps taps, Scratch scratch)
    {
        int most = taps.Depth.Counts.Max() * taps.Height.Counts.Max() * taps.Width.Counts.Max();
        return new WindowList(scratch.Floats(2L * Matrix.Pad(most)), Matrix.Pad(most));
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
