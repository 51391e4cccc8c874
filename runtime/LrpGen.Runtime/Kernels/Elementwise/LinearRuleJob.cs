using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>The formulas of <see cref="LinearRules"/>.</summary>
internal enum LinearRule
{
    Epsilon,
    Gamma,
    AlphaBeta,
    SignedSum,
    AddSignedSum,
}

/// <summary>One of the rules over rows of g. For the signed sum, g is u, z is x, m is v and s is the result.</summary>
internal unsafe struct LinearRuleJob : IJob
{
    /// <summary>A part of z below this share of m is rounding error: a few units in the last place of m.</summary>
    private const float Indistinct = 1f / (1 << 21);

    public LinearRule Rule;
    public float First;
    public float Second;
    public float Stabiliser;
    private RawMatrix _g;
    private RawMatrix _z;
    private RawMatrix _m;
    private RawMatrix _s;
    private RawMatrix _t;
    private int _rows;
    private int _columns;

    public static void Run(LinearRuleJob job, Matrix g, Matrix z, Matrix m, Matrix s, Matrix t, Workers workers)
    {
        Guard.Targets(g, z.Rows);
        Guard.Shape(z, z.Rows, g.Columns);
        Guard.Whole(g);
        Guard.Shape(s, g.Rows, g.Columns);
        if (job.Rule is not LinearRule.Epsilon)
        {
            // The magnitudes belong to z; the second product of a signed sum has the rows of the first.
            Guard.Shape(m, job.Rule is LinearRule.SignedSum or LinearRule.AddSignedSum ? g.Rows : z.Rows, g.Columns);
        }

        if (job.Rule is LinearRule.Gamma or LinearRule.AlphaBeta)
        {
            Guard.Shape(t, g.Rows, g.Columns);
        }

        fixed (float* pg = g.Data, pz = z.Data, pm = m.Data, ps = s.Data, pt = t.Data)
        {
            job._g = new(pg, g.Stride);
            job._z = new(pz, z.Stride);
            job._m = new(pm, m.Stride);
            job._s = new(ps, s.Stride);
            job._t = new(pt, t.Stride);
            job._rows = z.Rows;
            job._columns = g.Columns;
            workers.Run(ref job, g.Rows, Workers.RowChunk(g.Columns));
        }
    }

    public readonly void Execute<T>(int start, int end, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        for (int row = start; row < end; row++)
        {
            int forward = row % _rows;
            switch (Rule)
            {
                case LinearRule.Epsilon: Epsilon<T>(_g.Row(row), _z.Row(forward), _s.Row(row)); break;
                case LinearRule.Gamma: Gamma<T>(_g.Row(row), _z.Row(forward), _m.Row(forward), _s.Row(row), _t.Row(row)); break;
                case LinearRule.AlphaBeta: AlphaBeta<T>(_g.Row(row), _z.Row(forward), _m.Row(forward), _s.Row(row), _t.Row(row)); break;
                default: SignedSum<T>(_g.Row(row), _m.Row(row), _z.Row(forward), _s.Row(row)); break;
            }
        }
    }

    /// <summary>a/b, and 0 where a is not positive: both are magnitudes, and in the padding both may be 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Share<T>(T a, T b)
        where T : unmanaged, ILanes<T> => T.WhereGreater(a, T.Create(0f), a / b, T.Create(0f));

    // z and d(z) have the same sign, so z/d(z) = |z|/(|z| + ε).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Epsilon<T>(float* g, float* z, float* s)
        where T : unmanaged, ILanes<T>
    {
        T epsilon = T.Create(Stabiliser);
        for (nint i = 0; i < _columns; i += 16)
        {
            T magnitude = T.Abs(T.Load(z + i));
            (T.Load(g + i) * Share(magnitude, magnitude + epsilon)).Store(s + i);
        }
    }

    // For either sign of z: |z + γ·z^±| = (1 + γ/2)·|z| + (γ/2)·m.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Gamma<T>(float* g, float* z, float* m, float* s, float* t)
        where T : unmanaged, ILanes<T>
    {
        T whole = T.Create(1f + (First / 2)), half = T.Create(First / 2), epsilon = T.Create(Stabiliser);
        for (nint i = 0; i < _columns; i += 16)
        {
            T sign = T.Load(z + i), magnitude = T.Abs(sign);
            T denominator = T.MultiplyAdd(whole, magnitude, T.MultiplyAdd(half, T.Load(m + i), epsilon));
            T result = T.Load(g + i) * Share(magnitude, denominator);
            result.Store(s + i);
            T.FlipSign(result, sign).Store(t + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AlphaBeta<T>(float* g, float* z, float* m, float* s, float* t)
        where T : unmanaged, ILanes<T>
    {
        T alpha = T.Create(First / 2), beta = T.Create(Second / 2), epsilon = T.Create(Stabiliser), half = T.Create(0.5f), zero = T.Create(0f);
        for (nint i = 0; i < _columns; i += 16)
        {
            T value = T.Load(z + i), magnitude = T.Load(m + i), relevance = T.Load(g + i) * value;
            T positive = half * (magnitude + value), negative = half * (magnitude - value);
            T least = magnitude * T.Create(Indistinct);
            T first = T.WhereGreater(positive, least, alpha * relevance / (positive + epsilon), zero);

            // d(z⁻) is −(|z⁻| + ε), so the term −β·gz/d(z⁻) is positive here.
            T second = T.WhereGreater(negative, least, beta * relevance / (negative + epsilon), zero);
            (first + second).Store(s + i);
            (first - second).Store(t + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void SignedSum<T>(float* u, float* v, float* x, float* gIn)
        where T : unmanaged, ILanes<T>
    {
        T first = T.Create(First), second = T.Create(Second);
        bool add = Rule == LinearRule.AddSignedSum;
        for (nint i = 0; i < _columns; i += 16)
        {
            T sum = T.MultiplyAdd(first, T.Load(u + i), second * T.FlipSign(T.Load(v + i), T.Load(x + i)));
            (add ? T.Load(gIn + i) + sum : sum).Store(gIn + i);
        }
    }
}
