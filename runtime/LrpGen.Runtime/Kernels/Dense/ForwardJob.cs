namespace LrpGen.Runtime;

/// <summary>z = x·Wᵀ + b and, if asked for, f(z). An item is a column group of up to three blocks in a range of rows.</summary>
/// <remarks>The weights of a group and one block of inputs stay in the second-level cache while all rows pass.</remarks>
internal unsafe struct ForwardJob<TMap> : IJob
    where TMap : struct, IWeightMap
{
    /// <summary>Rows between two looks at the activation: a multiple of the tiles' rows at every width.</summary>
    private const int Strip = 24;

    private readonly RawMatrix _x;
    private readonly StoredBlocks _weights;
    private readonly float* _bias;
    private readonly int _inputs;
    private readonly int _blocks;
    private readonly int _rows;
    private int _groups;
    private int _rowsPerItem;

    public ForwardJob(float* x, nint xStride, PackedLinear w, int rows)
    {
        _x = new RawMatrix(x, xStride);
        _weights = w.Weights;
        _bias = w.BiasPointer;
        _inputs = w.Inputs;
        _blocks = w.Blocks;
        _rows = rows;
    }

    /// <summary>Receives the sums.</summary>
    public RawMatrix Z { get; init; }

    /// <summary>Receives f(z); no data for none. May be <see cref="Z"/>.</summary>
    public RawMatrix Activated { get; init; }

    public Activation Function { get; init; }

    /// <summary>Leaves the bias out.</summary>
    public bool WithoutBias { get; init; }

    public void Run(PackedLinear w, Workers workers)
    {
        _groups = (_blocks + 2) / 3;

        // With few columns the rows are shared out too: about four items a worker.
        int ranges = workers.Count == 1 ? 1 : Math.Max(1, ((4 * workers.Count) + _groups - 1) / _groups);
        _rowsPerItem = Math.Max(Strip, ((_rows + ranges - 1) / ranges + Strip - 1) / Strip * Strip);
        int items = _rows == 0 ? 0 : _groups * ((_rows + _rowsPerItem - 1) / _rowsPerItem);
        workers.Run(ref this, items, 1);
        GC.KeepAlive(w);
    }

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* panel = scratch.Floats(_weights.ScratchOf(3, Math.Min(TileProduct.InputBlock, _inputs)));
        for (int item = start; item < end; item++)
        {
            int group = item % _groups;
            int firstRow = item / _groups * _rowsPerItem;
            int firstBlock = (int)((long)group * _blocks / _groups);
            int lastBlock = (int)((group + 1L) * _blocks / _groups);
            Group<TLanes>(firstBlock, lastBlock - firstBlock, firstRow, Math.Min(_rowsPerItem, _rows - firstRow), panel);
        }
    }

    private readonly void Group<TLanes>(int firstBlock, int blocks, int firstRow, int rows, float* panel)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int column = firstBlock * 16;
        for (int input = 0; input < _inputs; input += TileProduct.InputBlock)
        {
            int inputs = Math.Min(TileProduct.InputBlock, _inputs - input);
            bool last = input + inputs == _inputs;
            float* weights = _weights.Read(firstBlock, blocks, input, inputs, panel, out nint blockStride);
            for (int strip = 0; strip < rows; strip += Strip)
            {
                int row = firstRow + strip;
                int count = Math.Min(Strip, rows - strip);
                var product = new TileProduct
                {
                    X = _x.Row(row) + input,
                    XStride = _x.Stride,
                    W = weights,
                    WStep = 16,
                    BlockStride = blockStride,
                    Inputs = inputs,
                    Y = Z.Row(row) + column,
                    YStride = Z.Stride,
                    Bias = WithoutBias ? null : _bias + column,
                    Accumulate = input > 0,
                };
                product.Run<TLanes, TMap>(count, blocks);
                if (last && !Activated.IsEmpty)
                {
                    Activate<TLanes>(row, count, column, blocks * 16);
                }
            }
        }
    }

    private readonly void Activate<TLanes>(int row, int rows, int column, int columns)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int r = row; r < row + rows; r++)
        {
            ActivationRows.Value<TLanes>(Function, 0, 0, Z.Row(r) + column, Activated.Row(r) + column, columns);
        }
    }
}
