using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>
/// Rotary positions (Su et al. 2021, RoFormer): pairs of columns of every head are turned by position·frequency. It is linear, and
/// relevance in gradient form passes by the transposed turn.
/// </summary>
/// <remarks>
/// x, y: [rows, heads·(columns of a head)]; g, gIn: the rows of one or more targets. Columns of a head behind the turned ones go
/// through unchanged. A result may be the input. Sines and cosines are taken in double precision, once for each position, and kept:
/// an object serves all heads, layers and calls that have its frequencies, from any thread.
/// </remarks>
public sealed unsafe class Rotary
{
    private readonly RotaryFrequencies _frequencies;
    private readonly Lock _growing = new();
    private float[] _turns = [];

    /// <summary>Takes the frequencies.</summary>
    /// <param name="frequencies">One a pair of columns.</param>
    /// <param name="headColumns">Columns of a head, of which the first 2·frequencies are turned.</param>
    /// <param name="isInterleaved">
    /// Which columns are a pair: 2i and 2i + 1 (GPT-J), or i and i + half of the turned ones (<c>rotate_half</c>, the usual one).
    /// </param>
    /// <exception cref="ArgumentException">There are more frequencies than pairs of columns.</exception>
    public Rotary(RotaryFrequencies frequencies, int headColumns, bool isInterleaved = false)
    {
        ArgumentNullException.ThrowIfNull(frequencies);
        int pairs = frequencies.Inverse.Length;
        if (pairs == 0 || 2 * pairs > headColumns)
        {
            throw new ArgumentException($"frequencies: expected 1 to {headColumns / 2} for {headColumns} columns, found {pairs}.", nameof(frequencies));
        }

        (_frequencies, HeadColumns, IsInterleaved) = (frequencies, headColumns, isInterleaved);
    }

    /// <summary>Columns of a head.</summary>
    public int HeadColumns { get; }

    /// <summary>Whether neighbours are pairs.</summary>
    public bool IsInterleaved { get; }

    /// <summary>Columns of a head that are turned.</summary>
    public int RotaryColumns => 2 * _frequencies.Inverse.Length;

    /// <summary>y = x, turned by the position of its row. y may be x.</summary>
    /// <param name="x">Input.</param>
    /// <param name="starts">First row of each sequence, and the number of all: a row's position is its index in its sequence.</param>
    /// <param name="rotary">Frequencies and pairs.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <param name="positions">The position of each row; empty for its index in its sequence.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(
        in Matrix x, ReadOnlySpan<int> starts, Rotary rotary, in Matrix y, Workers workers, ReadOnlySpan<int> positions = default) =>
        Run(x, starts, rotary, y, workers, positions, backward: false);

    /// <summary>gIn = the transposed turn of g. gIn may be g.</summary>
    /// <param name="g">Relevance (in gradient form) or gradient, [targets·rows, columns].</param>
    /// <param name="starts">First row of each sequence, and the number of all.</param>
    /// <param name="rotary">Frequencies and pairs.</param>
    /// <param name="gIn">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <param name="positions">The position of each row; empty for its index in its sequence.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Adjoint(
        in Matrix g, ReadOnlySpan<int> starts, Rotary rotary, in Matrix gIn, Workers workers, ReadOnlySpan<int> positions = default) =>
        Run(g, starts, rotary, gIn, workers, positions, backward: true);

    private static void Run(
        in Matrix x, ReadOnlySpan<int> starts, Rotary rotary, in Matrix y, Workers workers, ReadOnlySpan<int> positions, bool backward)
    {
        ArgumentNullException.ThrowIfNull(rotary);
        ArgumentNullException.ThrowIfNull(workers);
        int rows = starts.Length == 0 ? 0 : starts[^1];
        Guard.Starts(starts, rows);
        Guard.Targets(x, rows, nameof(x));
        Guard.Whole(x);
        Guard.Shape(y, x.Rows, x.Columns);
        if (x.Columns % rotary.HeadColumns != 0)
        {
            throw new ArgumentException($"x: expected heads of {rotary.HeadColumns} columns, found {x.Columns} columns.", nameof(x));
        }

        float[] turns = rotary.Turns(LargestPosition(starts, positions, rows));
        fixed (float* px = x.Data, py = y.Data, pt = turns)
        fixed (int* ps = starts, pp = positions)
        {
            var job = new RotaryJob
            {
                X = new(px, x.Stride),
                Y = new(py, y.Stride),
                Starts = ps,
                Sequences = starts.Length - 1,
                Positions = pp,
                Rows = rows,
                Columns = x.Columns,
                HeadColumns = rotary.HeadColumns,
                Pairs = rotary._frequencies.Inverse.Length,
                IsInterleaved = rotary.IsInterleaved,
                IsBackward = backward,
                Turns = pt,
            };
            workers.Run(ref job, x.Rows, Workers.RowChunk(x.Columns));
        }
    }

    private static int LargestPosition(ReadOnlySpan<int> starts, ReadOnlySpan<int> positions, int rows)
    {
        int largest = 0;
        if (!positions.IsEmpty && positions.Length != rows)
        {
            throw new ArgumentException($"positions: expected {rows}, one a row, found {positions.Length}.", nameof(positions));
        }

        foreach (int position in positions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(positions));
            largest = Math.Max(largest, position);
        }

        for (int s = 1; positions.IsEmpty && s < starts.Length; s++)
        {
            largest = Math.Max(largest, starts[s] - starts[s - 1] - 1);
        }

        return largest;
    }

    /// <summary>Cosines and sines up to a position at least: for each position those of all pairs, one behind the other.</summary>
    private float[] Turns(int position)
    {
        int stride = RotaryColumns;
        float[] turns = Volatile.Read(ref _turns);
        if (turns.Length / stride > position)
        {
            return turns;
        }

        lock (_growing)
        {
            turns = _turns;
            int known = turns.Length / stride;
            if (known > position)
            {
                return turns;
            }

            // Twice as many each time: a table grows a few times in a process.
            int count = Math.Max(position + 1, 2 * known);
            var grown = new float[checked(count * stride)];
            turns.CopyTo(grown, 0);
            for (int p = known; p < count; p++)
            {
                for (int i = 0; i < stride / 2; i++)
                {
                    (double sine, double cosine) = Math.SinCos(p * _frequencies.Inverse[i]);
                    grown[(p * stride) + i] = (float)(cosine * _frequencies.AttentionFactor);
                    grown[(p * stride) + (stride / 2) + i] = (float)(sine * _frequencies.AttentionFactor);
                }
            }

            Volatile.Write(ref _turns, grown);
            return grown;
        }
    }

    private struct RotaryJob : IJob
    {
        public RawMatrix X;
        public RawMatrix Y;
        public int* Starts;
        public int Sequences;
        public int* Positions;
        public int Rows;
        public int Columns;
        public int HeadColumns;
        public int Pairs;
        public bool IsInterleaved;
        public bool IsBackward;
        public float* Turns;

        public readonly void Execute<T>(int start, int end, Scratch scratch)
            where T : unmanaged, ILanes<T>
        {
            // A row's sequence is that of the row before it, or the next.
            int sequence = 0;
            for (int row = start; row < end; row++)
            {
                int at = row % Rows;
                int position = Positions != null ? Positions[at] : at - Starts[sequence = Sequence(at, sequence)];
                Row<T>(X.Row(row), Y.Row(row), Turns + (position * (nint)(2 * Pairs)));
            }
        }

        private readonly int Sequence(int row, int sequence)
        {
            sequence = row < Starts[sequence] ? 0 : sequence;
            while (row >= Starts[sequence + 1])
            {
                sequence++;
            }

            return sequence;
        }

        private readonly void Row<T>(float* x, float* y, float* turns)
            where T : unmanaged, ILanes<T>
        {
            for (int column = 0; column < Columns; column += HeadColumns)
            {
                if (IsInterleaved)
                {
                    Interleaved(x + column, y + column, turns);
                }
                else
                {
                    Halves<T>(x + column, y + column, turns);
                }

                int left = HeadColumns - (2 * Pairs);
                if (x != y && left > 0)
                {
                    new ReadOnlySpan<float>(x + column + (2 * Pairs), left).CopyTo(new Span<float>(y + column + (2 * Pairs), left));
                }
            }

            new Span<float>(y + Columns, Matrix.Pad(Columns) - Columns).Clear();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Halves<T>(float* x, float* y, float* turns)
            where T : unmanaged, ILanes<T>
        {
            float sign = IsBackward ? -1f : 1f;
            T signs = T.Create(sign);
            float* sines = turns + Pairs;
            nint i = 0;
            for (; i + 16 <= Pairs; i += 16)
            {
                T a = T.Load(x + i), b = T.Load(x + Pairs + i), cosine = T.Load(turns + i), sine = T.Load(sines + i) * signs;
                ((a * cosine) - (b * sine)).Store(y + i);
                ((b * cosine) + (a * sine)).Store(y + Pairs + i);
            }

            for (; i < Pairs; i++)
            {
                float a = x[i], b = x[Pairs + i], sine = sines[i] * sign;
                y[i] = (a * turns[i]) - (b * sine);
                y[Pairs + i] = (b * turns[i]) + (a * sine);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Interleaved(float* x, float* y, float* turns)
        {
            float sign = IsBackward ? -1f : 1f;
            float* sines = turns + Pairs;
            for (nint i = 0; i < Pairs; i++)
            {
                float a = x[2 * i], b = x[(2 * i) + 1], sine = sines[i] * sign;
                y[2 * i] = (a * turns[i]) - (b * sine);
                y[(2 * i) + 1] = (b * turns[i]) + (a * sine);
            }
        }
    }
}
