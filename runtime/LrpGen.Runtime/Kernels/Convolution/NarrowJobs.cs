using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>Copies pixels of few channels without the padding of their columns, with zeros around each row. An item is a row of a picture.</summary>
internal unsafe struct NarrowCopyJob : IJob
{
    public RawMatrix X;
    public float* Rows;
    public InputMap Map;
    public int Channels;
    public int Width;
    public int Before;
    public int RowPixels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        nint channels = Channels;
        for (int row = start; row < end; row++)
        {
            float* x = X.Row(row * Width), first = Rows + (row * RowPixels * channels), target = first + (Before * channels);
            new Span<float>(first, (int)(Before * channels)).Clear();
            for (int i = 0; i < Width; i++)
            {
                // The next pixel overwrites what is too much.
                InputMapJob.Apply(Map, TLanes.Load(x)).Store(target);
                x += X.Stride;
                target += channels;
            }

            new Span<float>(target, (int)(first + (RowPixels * channels) - target)).Clear();
        }
    }
}

/// <summary>As <see cref="NarrowCopyJob"/>, from planes of one channel each. An item is a row of a picture.</summary>
internal unsafe struct NarrowPlanesJob : IJob
{
    /// <summary>[samples][channels][rows of a sample][width].</summary>
    public float* Planes;
    public float* Rows;
    public int Channels;
    public int SampleRows;
    public int Width;
    public int Before;
    public int RowPixels;

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        nint channels = Channels, plane = (nint)SampleRows * Width;
        for (int row = start; row < end; row++)
        {
            int sample = row / SampleRows;
            float* source = Planes + (sample * channels * plane) + ((row - (sample * SampleRows)) * (nint)Width);
            float* first = Rows + (row * RowPixels * channels), target = first + (Before * channels);
            new Span<float>(first, (int)(Before * channels)).Clear();
            if (Channels <= 4)
            {
                NarrowRows.Interleave(source, Channels, plane, Width, target);
            }
            else
            {
                Transpose.Run(source, plane, target, channels, Channels, Width);
            }

            target += Width * channels;
            new Span<float>(target, (int)(first + (RowPixels * channels) - target)).Clear();
        }
    }
}

/// <summary>gIn (+)= what the taps of each row of the kernel give to a pixel, summed in their order. An item is a row of a picture.</summary>
internal unsafe struct NarrowSumJob : IJob
{
    public RawMatrix Shares;
    public RawMatrix GIn;
    public ConvolutionShape Shape;
    public int OutputWidth;
    public bool Accumulate;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        ConvolutionAxis width = Shape.Width;
        nint channels = Shape.InputChannels;
        TLanes mask = LaneMask.Last<TLanes>(Shape.InputChannels);
        for (int row = start; row < end; row++)
        {
            float* shares = Shares.Row(row * OutputWidth), gIn = GIn.Row(row * width.Input);
            for (int i = 0; i < width.Input; i++)
            {
                TLanes sum = TLanes.Create(0f);
                for (int tap = 0; tap < width.Kernel; tap++)
                {
                    int distance = i + width.Padding - tap, output = distance / width.Stride;
                    if (distance >= 0 && output < OutputWidth && output * width.Stride == distance)
                    {
                        sum += TLanes.Load(shares + (output * Shares.Stride) + (tap * channels));
                    }
                }

                sum *= mask;
                (Accumulate ? sum + TLanes.Load(gIn) : sum).Store(gIn);
                gIn += GIn.Stride;
            }
        }
    }
}
