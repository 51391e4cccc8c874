using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>y = RmsNorm(x) or RmsNorm(x + residual), by rows.</summary>
internal unsafe struct RmsNormForwardJob(NormWeights w) : IJob
{
    private readonly float* _weight = w.WeightPointer;
    private readonly int _columns = w.Columns;
    private readonly float _epsilon = w.Epsilon;

    public int Heads { get; init; }

    public RawMatrix X { get; init; }

    public RawMatrix Residual { get; init; }

    public RawMatrix Sum { get; init; }

    public RawMatrix Y { get; init; }

    public RawMatrix Statistics { get; init; }

    public readonly void Execute<T>(int start, int end, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        var head = new HeadRows(Heads, _columns, scratch);
        for (int row = start; row < end; row++)
        {
            float* x = X.Row(row), y = Y.Row(row);
            if (!Residual.IsEmpty)
            {
                float* sum = Sum.IsEmpty ? y : Sum.Row(row);
                Add<T>(x, Residual.Row(row), sum, Heads * _columns);
                x = sum;
            }

            for (int h = 0; h < Heads; h++)
            {
                float* from = head.Read(x, h, 0), to = head.Place(y, h, 1);
                float inverse = Normalise<T>(from, to);
                head.Write(y, h, 1);
                if (!Statistics.IsEmpty)
                {
                    Statistics.Row(row)[h] = inverse;
                }
            }

            head.ClearPadding(y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<T>(float* a, float* b, float* sum, int columns)
        where T : unmanaged, ILanes<T>
    {
        for (nint i = 0; i < columns; i += 16)
        {
            (T.Load(a + i) + T.Load(b + i)).Store(sum + i);
        }
    }

    /// <summary>Returns 1/rms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly float Normalise<T>(float* x, float* y)
        where T : unmanaged, ILanes<T>
    {
        nint last = Matrix.Pad(_columns) - 16;
        T end = T.Load(x + last) * LaneMask.Last<T>(_columns);
        T total = T.Create(0f), chain = end * end;
        for (nint i = 0; i < last; i += 16)
        {
            T value = T.Load(x + i);
            chain = T.MultiplyAdd(value, value, chain);
            if (RowChains.EndsAt(i))
            {
                total += chain;
                chain = T.Create(0f);
            }
        }

        float inverse = 1f / MathF.Sqrt((T.Sum(total + chain) / _columns) + _epsilon);
        T inverses = T.Create(inverse);

        // In the padding w is zero, and so is y.
        for (nint i = 0; i <= last; i += 16)
        {
            (T.Load(x + i) * inverses * T.Load(_weight + i)).Store(y + i);
        }

        return inverse;
    }
}

/// <summary>Relevance (rms constant) or, where x is given, the gradient of a root mean square normalisation, by rows of g.</summary>
internal unsafe struct RmsNormBackwardJob(NormWeights w) : IJob
{
    private readonly float* _weight = w.WeightPointer;
    private readonly int _columns = w.Columns;

    public int Heads { get; init; }

    public int Rows { get; init; }

    public RawMatrix G { get; init; }

    public RawMatrix X { get; init; }

    public RawMatrix Statistics { get; init; }

    public RawMatrix GIn { get; init; }

    public readonly void Execute<T>(int start, int end, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        var head = new HeadRows(Heads, _columns, scratch);
        for (int row = start; row < end; row++)
        {
            int at = row % Rows;
            float* gIn = GIn.Row(row);
            for (int h = 0; h < Heads; h++)
            {
                float inverse = Statistics.Row(at)[h];
                float* g = head.Read(G.Row(row), h, 0), to = head.Place(gIn, h, 1);
                if (X.IsEmpty)
                {
                    Relevance<T>(g, inverse, to);
                }
                else
                {
                    Gradient<T>(g, head.Read(X.Row(at), h, 2), inverse, to);
                }

                head.Write(gIn, h, 1);
            }

            head.ClearPadding(gIn);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Relevance<T>(float* g, float inverse, float* gIn)
        where T : unmanaged, ILanes<T>
    {
        T inverses = T.Create(inverse);
        for (nint i = 0; i < _columns; i += 16)
        {
            (T.Load(g + i) * T.Load(_weight + i) * inverses).Store(gIn + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Gradient<T>(float* g, float* x, float inverse, float* gIn)
        where T : unmanaged, ILanes<T>
    {
        T inverses = T.Create(inverse);
        T total = T.Create(0f), chain = T.Create(0f);
        for (nint i = 0; i < _columns; i += 16)
        {
            chain = T.MultiplyAdd(T.Load(g + i) * T.Load(_weight + i), T.Load(x + i) * inverses, chain);
            if (RowChains.EndsAt(i))
            {
                total += chain;
                chain = T.Create(0f);
            }
        }

        T mean = T.Create(T.Sum(total + chain) / _columns);
        for (nint i = 0; i < _columns; i += 16)
        {
            T t = T.Load(g + i) * T.Load(_weight + i);
            ((t - (T.Load(x + i) * inverses * mean)) * inverses).Store(gIn + i);
        }
    }
}

/// <summary>
/// The heads of a row as rows of whole vectors: in place where a head is whole vectors or the only one, otherwise copied, so that no
/// vector reaches into the next head.
/// </summary>
internal readonly unsafe struct HeadRows
{
    private readonly int _heads;
    private readonly int _columns;
    private readonly int _padded;
    private readonly float* _copies;

    public HeadRows(int heads, int columns, Scratch scratch)
    {
        (_heads, _columns, _padded) = (heads, columns, Matrix.Pad(columns));
        if (heads > 1 && columns != _padded)
        {
            _copies = scratch.Floats(3L * _padded);
            new Span<float>(_copies, 3 * _padded).Clear();
        }
    }

    /// <summary>A head to read.</summary>
    /// <param name="row">The row.</param>
    /// <param name="head">The head.</param>
    /// <param name="copy">Which of three copies it may take.</param>
    public float* Read(float* row, int head, int copy)
    {
        float* place = Place(row, head, copy);
        if (_copies != null)
        {
            new ReadOnlySpan<float>(row + (head * _columns), _columns).CopyTo(new Span<float>(place, _columns));
        }

        return place;
    }

    /// <summary>Where a head is written.</summary>
    public float* Place(float* row, int head, int copy) => _copies != null ? _copies + (copy * _padded) : row + (head * _columns);

    /// <summary>Puts a written head into its row.</summary>
    public void Write(float* row, int head, int copy)
    {
        if (_copies != null)
        {
            new ReadOnlySpan<float>(_copies + (copy * _padded), _columns).CopyTo(new Span<float>(row + (head * _columns), _columns));
        }
    }

    /// <summary>A row of copied heads has padding that nobody wrote.</summary>
    public void ClearPadding(float* row)
    {
        if (_copies != null)
        {
            int columns = _heads * _columns;
            new Span<float>(row + columns, Matrix.Pad(columns) - columns).Clear();
        }
    }
}
