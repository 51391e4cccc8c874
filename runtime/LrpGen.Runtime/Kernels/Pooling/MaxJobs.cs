using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>Who gets the relevance of a maximum.</summary>
internal enum MaxShare
{
    /// <summary>The first of the largest inputs, in row order.</summary>
    Winner,

    /// <summary>All of the largest inputs, in equal shares.</summary>
    Ties,
}

/// <summary>y = the maximum of each window. An item is one output position of one sample.</summary>
internal unsafe struct MaxForwardJob : IJob
{
    public SeparableTaps Taps;
    public RawMatrix X;
    public RawMatrix Y;
    public int Columns;

    public static void Run(MaxForwardJob job, int samples, Workers workers) =>
        workers.Run(ref job, samples * job.Taps.Outputs, Workers.RowChunk(job.Columns));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        nint padded = Matrix.Pad(Columns);
        int inputs = Taps.Inputs, outputs = Taps.Outputs;
        var window = new WindowList(Taps, scratch);
        for (int item = start; item < end; item++)
        {
            int sample = item / outputs;
            window.MoveTo(item - (sample * outputs));
            float* x = X.Row(sample * inputs), y = Y.Row(item);
            for (nint c = 0; c < padded; c += 16)
            {
                Of<TLanes>(x + c, X.Stride, window.Positions, window.Count).Store(y + c);
            }
        }
    }

    /// <summary>The maximum of some rows of 16 channels; not a number where one of them is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(float* x, nint stride, int* positions, int count)
        where T : unmanaged, ILanes<T>
    {
        T most = T.Load(x + (positions[0] * stride));
        for (int t = 1; t < count; t++)
        {
            most = T.MaxOrNaN(most, T.Load(x + (positions[t] * stride)));
        }

        return most;
    }
}

/// <summary>gIn = the relevance of each maximum, given to its window. An item is some channels of one sample of one target.</summary>
internal unsafe struct MaxAdjointJob : IJob
{
    public SeparableTaps Taps;
    public MaxShare Share;
    public RawMatrix G;
    public RawMatrix X;
    public RawMatrix GIn;
    public int Samples;
    public int Columns;

    public static void Run(MaxAdjointJob job, int samples, Workers workers) =>
        workers.Run(ref job, samples * ChannelGroups.Count(job.Columns), 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int outputs = Taps.Outputs;
        var window = new WindowList(Taps, scratch);
        for (int item = start; item < end; item++)
        {
            (int sample, int first, int channels) = ChannelGroups.Item(item, Columns);
            float* gIn = GIn.Row(sample * Taps.Inputs) + first;
            float* x = X.Row(sample % Samples * Taps.Inputs) + first;
            ChannelGroups.Clear(gIn, GIn.Stride, Taps.Inputs, channels);
            for (int output = 0; output < outputs; output++)
            {
                window.MoveTo(output);
                int* positions = window.Positions;
                int count = window.Count;
                float* g = G.Row((sample * outputs) + output) + first;
                for (int c = 0; c < channels; c += 16)
                {
                    if (Share == MaxShare.Winner)
                    {
                        Winner<TLanes>(g + c, x + c, gIn + c, positions, count);
                    }
                    else
                    {
                        Ties<TLanes>(g + c, x + c, gIn + c, positions, count);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Winner<T>(float* g, float* x, float* gIn, int* positions, int count)
        where T : unmanaged, ILanes<T>
    {
        T most = MaxForwardJob.Of<T>(x, X.Stride, positions, count), left = T.Load(g), zero = T.Create(0f);
        for (int t = 0; t < count; t++)
        {
            // No input is above the maximum: where it is not below, it wins, and takes what is left.
            T value = T.Load(x + (positions[t] * X.Stride));
            float* target = gIn + (positions[t] * GIn.Stride);
            (T.Load(target) + T.WhereGreater(most, value, zero, left)).Store(target);
            left = T.WhereGreater(most, value, left, zero);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Ties<T>(float* g, float* x, float* gIn, int* positions, int count)
        where T : unmanaged, ILanes<T>
    {
        T most = MaxForwardJob.Of<T>(x, X.Stride, positions, count), zero = T.Create(0f), one = T.Create(1f), ties = zero;
        for (int t = 0; t < count; t++)
        {
            ties += T.WhereGreater(most, T.Load(x + (positions[t] * X.Stride)), zero, one);
        }

        T share = T.Load(g) / ties;
        for (int t = 0; t < count; t++)
        {
            float* target = gIn + (positions[t] * GIn.Stride);
            (T.Load(target) + T.WhereGreater(most, T.Load(x + (positions[t] * X.Stride)), zero, share)).Store(target);
        }
    }
}
