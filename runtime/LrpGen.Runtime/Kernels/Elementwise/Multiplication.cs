using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>The product of a signal and its gate, and the ways in which relevance (or a gradient) passes it.</summary>
/// <remarks>
/// Shapes: signal and product [samples·positions, channels], gate [samples·gate positions, gate channels]; relevance matrices have
/// the rows of one or more targets. gate↑ is the gate repeated to the signal's shape. An output must not overlap an input.
/// </remarks>
public static unsafe class Multiplication
{
    /// <summary>y = signal ⊙ gate↑.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(Matrix signal, Matrix gate, Broadcast broadcast, Matrix y, Workers workers)
        => Spread(signal, gate, broadcast, factor: 1, y, workers);

    /// <summary>result = factor·a ⊙ gate↑.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Spread(Matrix a, Matrix gate, Broadcast broadcast, float factor, Matrix result, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(broadcast);
        ArgumentNullException.ThrowIfNull(workers);
        int samples = SeparableTaps.Samples(gate, broadcast.GatePositions, nameof(gate));
        Guard.Targets(a, samples * broadcast.Positions);
        Guard.Shape(a, a.Rows, broadcast.Channels);
        Guard.Shape(gate, gate.Rows, broadcast.GateChannels);
        Guard.Shape(result, a.Rows, broadcast.Channels);
        fixed (float* pa = a.Data, pGate = gate.Data, pResult = result.Data)
        fixed (int* rows = broadcast.GateRows)
        {
            var job = new SpreadJob
            {
                A = new(pa, a.Stride),
                Gate = new(pGate, gate.Stride),
                GateRows = rows,
                Positions = broadcast.Positions,
                GatePositions = broadcast.GatePositions,
                Samples = samples,
                Factor = factor,
                RepeatsChannels = broadcast.RepeatsChannels,
                Result = new(pResult, result.Stride),
                Columns = broadcast.Channels,
            };
            workers.Run(ref job, a.Rows, Workers.RowChunk(broadcast.Channels));
        }
    }

    /// <summary>result = factor·Σ a ⊙ signal for each number of the gate, over all to which it is repeated: the adjoint of the repetition.</summary>
    /// <param name="a">Relevance or gradient of the product.</param>
    /// <param name="signal">The signal; <c>default</c> for ones.</param>
    /// <param name="broadcast">The shapes.</param>
    /// <param name="factor">A constant factor.</param>
    /// <param name="result">Receives the sums: the rows of the gate, of each target.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Collect(Matrix a, Matrix signal, Broadcast broadcast, float factor, Matrix result, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(broadcast);
        ArgumentNullException.ThrowIfNull(workers);
        int all = SeparableTaps.Samples(a, broadcast.Positions, nameof(a));
        int samples = signal.IsEmpty ? all : SeparableTaps.Samples(signal, broadcast.Positions, nameof(signal));
        Guard.Targets(a, samples * broadcast.Positions);
        Guard.Shape(a, a.Rows, broadcast.Channels);
        Guard.Shape(result, all * broadcast.GatePositions, broadcast.GateChannels);
        if (!signal.IsEmpty)
        {
            Guard.Shape(signal, signal.Rows, broadcast.Channels);
        }

        fixed (float* pa = a.Data, pSignal = signal.Data, pResult = result.Data)
        fixed (int* order = broadcast.Order)
        {
            var job = new CollectJob
            {
                A = new(pa, a.Stride),
                Signal = new(pSignal, signal.Stride),
                Order = order,
                Positions = broadcast.Positions,
                GatePositions = broadcast.GatePositions,
                Samples = samples,
                Factor = factor,
                RepeatsChannels = broadcast.RepeatsChannels,
                Result = new(pResult, result.Stride),
                Columns = broadcast.Channels,
            };
            workers.Run(ref job, result.Rows, 1);
        }
    }

    /// <summary>An item is a row of the signal, of one target.</summary>
    private struct SpreadJob : IJob
    {
        public RawMatrix A;
        public RawMatrix Gate;
        public int* GateRows;
        public int Positions;
        public int GatePositions;
        public int Samples;
        public float Factor;
        public bool RepeatsChannels;
        public RawMatrix Result;
        public int Columns;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute<T>(int start, int end, Scratch scratch)
            where T : unmanaged, ILanes<T>
        {
            nint last = Matrix.Pad(Columns) - 16;
            T mask = LaneMask.Last<T>(Columns), half = T.Create(0.5f), zero = T.Create(0f), factor = T.Create(Factor);
            for (int row = start; row < end; row++)
            {
                int sample = row / Positions;
                float* a = A.Row(row), result = Result.Row(row);
                float* gate = Gate.Row((sample % Samples * GatePositions) + GateRows[row - (sample * Positions)]);
                T one = T.Create(gate[0]);
                for (nint c = 0; c <= last; c += 16)
                {
                    T product = T.Load(a + c) * (RepeatsChannels ? one : T.Load(gate + c)) * factor;

                    // Chosen, not multiplied: 0 times a gate that is not a number is none either.
                    (RepeatsChannels && c == last ? T.WhereGreater(mask, half, product, zero) : product).Store(result + c);
                }
            }
        }
    }

    /// <summary>An item is a row of the gate, of one target.</summary>
    private struct CollectJob : IJob
    {
        public RawMatrix A;
        public RawMatrix Signal;
        public int* Order;
        public int Positions;
        public int GatePositions;
        public int Samples;
        public float Factor;
        public bool RepeatsChannels;
        public RawMatrix Result;
        public int Columns;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute<T>(int start, int end, Scratch scratch)
            where T : unmanaged, ILanes<T>
        {
            nint padded = Matrix.Pad(Columns);
            int repeats = Positions / GatePositions;
            for (int item = start; item < end; item++)
            {
                int sample = item / GatePositions;
                int first = sample * Positions, firstSignal = sample % Samples * Positions;
                int* order = Order + ((item - (sample * GatePositions)) * (nint)repeats);
                float* result = Result.Row(item);
                CompensatedSum<T> sum = new();
                for (nint c = 0; c < padded; c += 16)
                {
                    for (int t = 0; t < repeats; t++)
                    {
                        T value = T.Load(A.Row(first + order[t]) + c);
                        sum.Add(Signal.IsEmpty ? value : value * T.Load(Signal.Row(firstSignal + order[t]) + c));
                    }

                    if (!RepeatsChannels)
                    {
                        (sum.Value * T.Create(Factor)).Store(result + c);
                        sum = new();
                    }
                }

                if (RepeatsChannels)
                {
                    new Span<float>(result, 16).Clear();
                    result[0] = T.Sum(sum.Value) * Factor;
                }
            }
        }
    }
}
