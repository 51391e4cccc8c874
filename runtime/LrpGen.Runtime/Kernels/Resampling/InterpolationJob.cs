using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>y = linear interpolation between one or two inputs along each axis. An item is one output position of one sample.</summary>
/// <remarks>
/// Two numbers are mixed along the width, two of the results along the height, two of these along the depth, as PyTorch does: so
/// mirrored pictures give mirrored results, and ties in them stay ties.
/// </remarks>
internal unsafe struct InterpolationJob : IJob
{
    public SeparableTaps Taps;
    public RawMatrix X;
    public RawMatrix Y;
    public int Columns;
    public InputMap Inputs;

    public static void Run(InterpolationJob job, int samples, Workers workers) =>
        workers.Run(ref job, samples * job.Taps.Outputs, Workers.RowChunk(job.Columns));

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        nint last = Matrix.Pad(Columns) - 16;
        TLanes mask = LaneMask.Last<TLanes>(Columns);
        int width = Taps.Width.Outputs, height = Taps.Height.Outputs;
        for (int item = start; item < end; item++)
        {
            int sample = item / Taps.Outputs, output = item - (sample * Taps.Outputs);
            var along = new Place(Taps.Width, output % width);
            var down = new Place(Taps.Height, output / width % height);
            var inward = new Place(Taps.Depth, output / width / height);
            nint row = Taps.Width.Inputs * X.Stride, plane = Taps.Height.Inputs * row;
            float* x = X.Row(sample * Taps.Inputs) + (inward.Start * plane) + (down.Start * row) + (along.Start * X.Stride), y = Y.Row(item);
            for (nint c = 0; c <= last; c += 16)
            {
                TLanes value = Plane<TLanes>(x + c, row, along, down);
                if (inward.IsBetween)
                {
                    value = Mix(inward, value, Plane<TLanes>(x + c + plane, row, along, down));
                }

                (c == last ? value * mask : value).Store(y + c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly T Plane<T>(float* x, nint row, in Place along, in Place down)
        where T : unmanaged, ILanes<T>
    {
        T value = Line<T>(x, along);
        return down.IsBetween ? Mix(down, value, Line<T>(x + row, along)) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly T Line<T>(float* x, in Place along)
        where T : unmanaged, ILanes<T>
    {
        T value = InputMapJob.Apply(Inputs, T.Load(x));
        return along.IsBetween ? Mix(along, value, InputMapJob.Apply(Inputs, T.Load(x + X.Stride))) : value;
    }

    /// <summary>
    /// (1 − t)·a + t·b, never outside of a and b: rounded, it is not a where both are a. (a + t·(b − a) would be, but is no
    /// number where a is infinite.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Mix<T>(in Place place, T a, T b)
        where T : unmanaged, ILanes<T>
    {
        T mixed = (T.Create(place.First) * a) + (T.Create(place.Second) * b);

        // The second one is what may be not a number.
        return T.Min(T.Max(a, b), T.Max(T.Min(a, b), mixed));
    }

    /// <summary>Where an output lies along an axis: the input before it, and the shares of that and of the next one.</summary>
    private readonly struct Place(AxisTaps taps, int output)
    {
        public int Start { get; } = taps.Starts[output];

        /// <summary>Two inputs have a share.</summary>
        public bool IsBetween { get; } = taps.Counts[output] > 1;

        public float First { get; } = taps.Weights[output][0];

        public float Second { get; } = taps.Weights[output][^1];
    }
}
