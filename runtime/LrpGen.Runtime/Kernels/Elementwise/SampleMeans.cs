using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>Means over the rows of a sample, in compensated sums, and their adjoint.</summary>
/// <remarks>x: [rows of all samples, columns]; y: [samples, columns]; g, gIn: the rows of one or more targets.</remarks>
public static unsafe class SampleMeans
{
    /// <summary>y[s] = the mean of the rows of sample s.</summary>
    /// <param name="x">Input.</param>
    /// <param name="samples">Rows of each sample, or starts.</param>
    /// <param name="y">Receives the means.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <param name="skip">Rows at the beginning of each sample that do not count: class tokens.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a sample has no rows that count.</exception>
    public static void Forward(in Matrix x, SampleRows samples, in Matrix y, Workers workers, int skip = 0)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Guard.Whole(x);
        int count = Check(samples, x.Rows, skip);
        Guard.Shape(y, count, x.Columns);
        fixed (float* px = x.Data, py = y.Data)
        fixed (int* starts = samples.Starts)
        {
            var job = new MeanJob { X = new(px, x.Stride), Y = new(py, y.Stride), Starts = starts, Positions = samples.Positions, Skip = skip, Columns = x.Columns };
            workers.Run(ref job, count, 1);
        }
    }

    /// <summary>gIn = g[s] over the number of rows that count, in each of them, and 0 in the others: the adjoint, for each target.</summary>
    /// <param name="g">[targets·samples, columns].</param>
    /// <param name="samples">Rows of each sample, or starts.</param>
    /// <param name="gIn">[targets·rows, columns].</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <param name="skip">Rows at the beginning of each sample that do not count.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a sample has no rows that count.</exception>
    public static void Adjoint(in Matrix g, SampleRows samples, in Matrix gIn, Workers workers, int skip = 0)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Guard.Whole(g);
        int count, targets;
        if (samples.Starts.IsEmpty)
        {
            // As many rows for all: those of another target are more samples.
            (count, targets) = (Check(samples, gIn.Rows, skip), 1);
        }
        else
        {
            count = Check(samples, samples.Starts[^1], skip);
            targets = Guard.Targets(g, count);
        }

        Guard.Shape(g, targets * count, g.Columns);
        Guard.Shape(gIn, targets * samples.Rows(count), g.Columns);
        fixed (float* pg = g.Data, pgIn = gIn.Data)
        fixed (int* starts = samples.Starts)
        {
            var job = new MeanAdjointJob
            {
                G = new(pg, g.Stride),
                GIn = new(pgIn, gIn.Stride),
                Starts = starts,
                Positions = samples.Positions,
                Samples = count,
                Skip = skip,
                Columns = g.Columns,
            };
            workers.Run(ref job, g.Rows, 1);
        }
    }

    private static int Check(SampleRows samples, int rows, int skip)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        int count = samples.Samples(rows, "x");
        for (int s = 0; s < count; s++)
        {
            if (samples.First(s + 1) - samples.First(s) <= skip)
            {
                throw new ArgumentException($"skip: sample {s} has {samples.First(s + 1) - samples.First(s)} rows, and {skip} do not count.", nameof(skip));
            }
        }

        return count;
    }

    private struct MeanJob : IJob
    {
        public RawMatrix X;
        public RawMatrix Y;
        public int* Starts;
        public int Positions;
        public int Skip;
        public int Columns;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute<T>(int start, int end, Scratch scratch)
            where T : unmanaged, ILanes<T>
        {
            for (int sample = start; sample < end; sample++)
            {
                (int first, int behind) = Starts != null ? (Starts[sample], Starts[sample + 1]) : (sample * Positions, (sample + 1) * Positions);
                first += Skip;
                T count = T.Create(behind - first);
                for (nint c = 0; c < Columns; c += 16)
                {
                    CompensatedSum<T> sum = default;
                    for (int row = first; row < behind; row++)
                    {
                        sum.Add(T.Load(X.Row(row) + c));
                    }

                    (sum.Value / count).Store(Y.Row(sample) + c);
                }
            }
        }
    }

    private struct MeanAdjointJob : IJob
    {
        public RawMatrix G;
        public RawMatrix GIn;
        public int* Starts;
        public int Positions;
        public int Samples;
        public int Skip;
        public int Columns;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute<T>(int start, int end, Scratch scratch)
            where T : unmanaged, ILanes<T>
        {
            int padded = Matrix.Pad(Columns);
            for (int item = start; item < end; item++)
            {
                int target = item / Samples, sample = item % Samples;
                (int first, int behind) = Starts != null ? (Starts[sample], Starts[sample + 1]) : (sample * Positions, (sample + 1) * Positions);
                int offset = target * (Starts != null ? Starts[Samples] : Samples * Positions);
                T count = T.Create(behind - first - Skip);
                float* g = G.Row(item);
                for (int row = first; row < behind; row++)
                {
                    float* gIn = GIn.Row(offset + row);
                    if (row < first + Skip)
                    {
                        new Span<float>(gIn, padded).Clear();
                        continue;
                    }

                    for (nint c = 0; c < padded; c += 16)
                    {
                        (T.Load(g + c) / count).Store(gIn + c);
                    }
                }
            }
        }
    }
}
