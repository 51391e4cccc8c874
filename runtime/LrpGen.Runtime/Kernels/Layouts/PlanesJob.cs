namespace LrpGen.Runtime;

/// <summary>Moves values between planes of one channel each and rows of one position each. An item is some positions of one sample.</summary>
internal unsafe struct PlanesJob : IJob
{
    /// <summary>[samples][channels][positions].</summary>
    public float* Planes;

    /// <summary>[samples·positions] rows; their padding gets zeros.</summary>
    public RawMatrix Rows;
    public int Channels;
    public int Positions;

    /// <summary>From rows to planes.</summary>
    public bool ToPlanes;
    private int _itemPositions;
    private int _sampleItems;

    public static void Run(PlanesJob job, int samples, Workers workers)
    {
        // Whole cache lines of a plane.
        job._itemPositions = Matrix.Pad(Workers.RowChunk(Matrix.Pad(job.Channels)));
        job._sampleItems = (job.Positions + job._itemPositions - 1) / job._itemPositions;
        workers.Run(ref job, samples * job._sampleItems, 1);
    }

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int item = start; item < end; item++)
        {
            int sample = item / _sampleItems, first = item % _sampleItems * _itemPositions;
            int count = Math.Min(_itemPositions, Positions - first);
            float* planes = Planes + ((nint)sample * Channels * Positions) + first, rows = Rows.Row((sample * Positions) + first);
            if (ToPlanes)
            {
                Transpose.Run(rows, Rows.Stride, planes, Positions, count, Channels);
            }
            else if (Channels <= 4)
            {
                NarrowRows.FromChannelsFirst(planes, Channels, Positions, count, rows, Rows.Stride);
            }
            else
            {
                Transpose.Run(planes, Positions, rows, Rows.Stride, Channels, count);
                ClearPadding(rows, count);
            }
        }
    }

    private readonly void ClearPadding(float* rows, int count)
    {
        int padding = Matrix.Pad(Channels) - Channels;
        for (int row = 0; padding > 0 && row < count; row++)
        {
            new Span<float>(rows + (row * Rows.Stride) + Channels, padding).Clear();
        }
    }
}
