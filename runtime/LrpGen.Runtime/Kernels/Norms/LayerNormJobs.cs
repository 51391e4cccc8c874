using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>y = LayerNorm(x) or LayerNorm(x + residual), by rows.</summary>
internal unsafe struct LayerNormForwardJob(NormWeights w) : IJob
{
    private readonly float* _weight = w.WeightPointer;
    private readonly float* _bias = w.BiasPointer;
    private readonly int _columns = w.Columns;
    private readonly float _epsilon = w.Epsilon;

    public RawMatrix X { get; init; }

    public RawMatrix Residual { get; init; }

    public RawMatrix Sum { get; init; }

    public RawMatrix Y { get; init; }

    public RawMatrix Statistics { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute<T>(int start, int end, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        for (int row = start; row < end; row++)
        {
            float* x = X.Row(row);
            if (!Residual.IsEmpty)
            {
                float* sum = Sum.IsEmpty ? Y.Row(row) : Sum.Row(row);
                Add<T>(x, Residual.Row(row), sum);
                x = sum;
            }

            Normalise<T>(x, Y.Row(row), Statistics.IsEmpty ? null : Statistics.Row(row));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Add<T>(float* a, float* b, float* sum)
        where T : unmanaged, ILanes<T>
    {
        for (nint i = 0; i < _columns; i += 16)
        {
            (T.Load(a + i) + T.Load(b + i)).Store(sum + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Normalise<T>(float* x, float* y, float* statistics)
        where T : unmanaged, ILanes<T>
    {
        nint last = Matrix.Pad(_columns) - 16;
        T mask = LaneMask.Last<T>(_columns);
        T total = T.Create(0f), chain = T.Load(x + last) * mask;
        for (nint i = 0; i < last; i += 16)
        {
            chain += T.Load(x + i);
            if (RowChains.EndsAt(i))
            {
                total += chain;
                chain = T.Create(0f);
            }
        }

        float mean = T.Sum(total + chain) / _columns;
        T means = T.Create(mean);
        T deviation = (T.Load(x + last) - means) * mask;
        total = T.Create(0f);
        chain = deviation * deviation;
        for (nint i = 0; i < last; i += 16)
        {
            deviation = T.Load(x + i) - means;
            chain = T.MultiplyAdd(deviation, deviation, chain);
            if (RowChains.EndsAt(i))
            {
                total += chain;
                chain = T.Create(0f);
            }
        }

        float inverse = 1f / MathF.Sqrt((T.Sum(total + chain) / _columns) + _epsilon);
        T inverses = T.Create(inverse);

        // In the padding w and b are zero, and so is y.
        for (nint i = 0; i <= last; i += 16)
        {
            T.MultiplyAdd((T.Load(x + i) - means) * inverses, T.Load(_weight + i), T.Load(_bias + i)).Store(y + i);
        }

        if (statistics != null)
        {
            statistics[0] = mean;
            statistics[1] = inverse;
        }
    }
}

/// <summary>Relevance (σ constant) or, where x is given, the gradient of a layer normalisation, by rows of g.</summary>
internal unsafe struct LayerNormBackwardJob(NormWeights w, int rows) : IJob
{
    private readonly float* _weight = w.WeightPointer;
    private readonly int _columns = w.Columns;

    public RawMatrix G { get; init; }

    public RawMatrix X { get; init; }

    public RawMatrix Statistics { get; init; }

    public RawMatrix GIn { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute<T>(int start, int end, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        for (int row = start; row < end; row++)
        {
            float* statistics = Statistics.Row(row % rows);
            if (X.IsEmpty)
            {
                Relevance<T>(G.Row(row), statistics[1], GIn.Row(row));
            }
            else
            {
                Gradient<T>(G.Row(row), X.Row(row % rows), statistics[0], statistics[1], GIn.Row(row));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Relevance<T>(float* g, float inverse, float* gIn)
        where T : unmanaged, ILanes<T>
    {
        nint last = Matrix.Pad(_columns) - 16;
        T inverses = T.Create(inverse);
        T total = T.Create(0f), chain = T.Create(0f);
        for (nint i = 0; i <= last; i += 16)
        {
            // The weight's padding is zero: what g holds there does not count.
            T t = T.Load(g + i) * T.Load(_weight + i) * inverses;
            t.Store(gIn + i);
            chain += t;
            if (RowChains.EndsAt(i))
            {
                total += chain;
                chain = T.Create(0f);
            }
        }

        T mean = T.Create(T.Sum(total + chain) / _columns);
        for (nint i = 0; i < last; i += 16)
        {
            (T.Load(gIn + i) - mean).Store(gIn + i);
        }

        ((T.Load(gIn + last) - mean) * LaneMask.Last<T>(_columns)).Store(gIn + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Gradient<T>(float* g, float* x, float mean, float inverse, float* gIn)
        where T : unmanaged, ILanes<T>
    {
        nint last = Matrix.Pad(_columns) - 16;
        T means = T.Create(mean), inverses = T.Create(inverse);
        T total = T.Create(0f), chain = T.Create(0f), aligned = T.Create(0f), alignedChain = T.Create(0f);
        for (nint i = 0; i <= last; i += 16)
        {
            T t = T.Load(g + i) * T.Load(_weight + i);
            chain += t;
            alignedChain = T.MultiplyAdd(t, (T.Load(x + i) - means) * inverses, alignedChain);
            if (RowChains.EndsAt(i))
            {
                total += chain;
                aligned += alignedChain;
                chain = alignedChain = T.Create(0f);
            }
        }

        T meanT = T.Create(T.Sum(total + chain) / _columns), meanAligned = T.Create(T.Sum(aligned + alignedChain) / _columns);
        T mask = LaneMask.Last<T>(_columns);
        for (nint i = 0; i <= last; i += 16)
        {
            T t = T.Load(g + i) * T.Load(_weight + i);
            T normalised = (T.Load(x + i) - means) * inverses;
            T result = (t - meanT - (normalised * meanAligned)) * inverses;
            (i == last ? result * mask : result).Store(gIn + i);
        }
    }
}
