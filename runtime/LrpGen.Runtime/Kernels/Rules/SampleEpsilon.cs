namespace LrpGen.Runtime;

/// <summary>The ε of each row of a denominator: one constant, or one value for each sample.</summary>
internal readonly unsafe struct SampleEpsilon
{
    private readonly float* _samples;
    private readonly float _constant;
    private readonly int _sampleRows;

    private SampleEpsilon(float* samples, float constant, int sampleRows)
    {
        _samples = samples;
        _constant = constant;
        _sampleRows = sampleRows;
    }

    public float this[int row] => _samples == null ? _constant : _samples[row / _sampleRows];

    /// <summary>ε, or ε·rms(a + factor·b) of each sample. b may lack. The part, 0 or 1, is the half of the shared memory that is used.</summary>
    public static SampleEpsilon Of(
        Stabiliser stabiliser, RawMatrix a, RawMatrix b, float factor, int rows, int columns, int sampleRows, Workers workers, int part)
    {
        if (!stabiliser.IsScaled || rows == 0)
        {
            return new SampleEpsilon(null, stabiliser.Epsilon, 1);
        }

        int samples = rows / sampleRows;
        float* target = workers.Common(2L * samples) + (part * samples);
        var job = new RootMeanSquareJob
        {
            A = a,
            B = b,
            Factor = factor,
            Columns = columns,
            SampleRows = sampleRows,
            Scale = stabiliser.Epsilon,
            Target = target,
        };
        workers.Run(ref job, samples, 1);
        return new SampleEpsilon(target, 0f, sampleRows);
    }
}

/// <summary>Scale times the root of the mean square of a + factor·b, for each sample.</summary>
internal unsafe struct RootMeanSquareJob : IJob
{
    public RawMatrix A;
    public RawMatrix B;
    public float Factor;
    public int Columns;
    public int SampleRows;
    public float Scale;
    public float* Target;

    // Beyond these some of the squares may have been too large or too small for single precision.
    private const double Smallest = 1e-30;
    private const double Largest = 1e37;

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes factor = TLanes.Create(Factor);
        for (int sample = start; sample < end; sample++)
        {
            double total = 0;
            for (int r = 0; r < SampleRows; r++)
            {
                int row = (sample * SampleRows) + r;
                TLanes squares = TLanes.Create(0f);
                for (int c = 0; c < Columns; c += 16)
                {
                    // The padding is zero and adds nothing.
                    TLanes z = TLanes.Load(A.Row(row) + c);
                    z = B.IsEmpty ? z : TLanes.MultiplyAdd(factor, TLanes.Load(B.Row(row) + c), z);
                    squares = TLanes.MultiplyAdd(z, z, squares);
                    if (RowChains.EndsAt(c))
                    {
                        total += TLanes.Sum(squares);
                        squares = TLanes.Create(0f);
                    }
                }

                total += TLanes.Sum(squares);
            }

            if (!(total > Smallest && total < Largest))
            {
                total = InDoublePrecision(sample);
            }

            Target[sample] = (float)(Scale * Math.Sqrt(total / ((double)SampleRows * Columns)));
        }
    }

    private readonly double InDoublePrecision(int sample)
    {
        double total = 0;
        for (int row = sample * SampleRows; row < (sample + 1) * SampleRows; row++)
        {
            for (int c = 0; c < Columns; c++)
            {
                double z = A.Row(row)[c] + (B.IsEmpty ? 0 : (double)Factor * B.Row(row)[c]);
                total += z * z;
            }
        }

        return total;
    }
}
