namespace LrpGen.Runtime;

/// <summary>A product with weights that are all 1: every column of y (+)= the sum of the row of x, plus a constant.</summary>
internal unsafe struct RowSumJob : IJob
{
    private RawMatrix _x;
    private RawMatrix _y;
    private int _inputs;
    private int _columns;
    private float _constant;
    private bool _accumulate;

    public static void Run(RawMatrix x, int inputs, float constant, RawMatrix y, int columns, int rows, bool accumulate, Workers workers)
    {
        var job = new RowSumJob { _x = x, _y = y, _inputs = inputs, _columns = columns, _constant = constant, _accumulate = accumulate };
        workers.Run(ref job, rows, Workers.RowChunk(inputs + columns));
    }

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* memory = stackalloc float[PairedSum<TLanes>.Floats];
        for (int row = start; row < end; row++)
        {
            float* x = _x.Row(row), y = _y.Row(row);
            var sums = new PairedSum<TLanes>(memory);
            for (int i = 0; i < _inputs;)
            {
                int chainEnd = Math.Min(_inputs, i + (16 * PairedSum<TLanes>.Chain));
                TLanes chain = TLanes.Create(0f);
                for (; i < chainEnd; i += 16)
                {
                    // The padding of x is zero.
                    chain += TLanes.Load(x + i);
                }

                sums.Add(chain);
            }

            TLanes all = TLanes.Create(TLanes.Sum(sums.Total()) + _constant);
            int last = Matrix.Pad(_columns) - 16;
            for (int c = 0; c <= last; c += 16)
            {
                TLanes value = c == last ? all * LaneMask.Last<TLanes>(_columns) : all;
                (_accumulate ? value + TLanes.Load(y + c) : value).Store(y + c);
            }
        }
    }
}
