namespace LrpGen.Runtime;

/// <content>Products with mapped inputs and weights, as the relevance rules need them.</content>
public static unsafe partial class Linear
{
    /// <summary>y = inputs(x)·map(W)ᵀ (+ map(b)).</summary>
    /// <param name="x">Input.</param>
    /// <param name="w">Weights.</param>
    /// <param name="map">What is made of each weight.</param>
    /// <param name="inputs">What is made of each input.</param>
    /// <param name="withBias">The bias is added, mapped as the weights are.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(Matrix x, PackedLinear w, WeightMap map, InputMap inputs, bool withBias, Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(workers);
        WeightMaps.Known(map);
        InputMapJob.Known(inputs);
        Check(x, w, y, nameof(y));
        using Workers.Turn turn = workers.Begin();
        fixed (float* px = x.Data, py = y.Data)
        {
            var source = new RawMatrix(px, x.Stride);
            if (inputs != InputMap.Identity)
            {
                source = InputMapJob.Run(inputs, source, x.Rows, w.Inputs, workers.Common((long)x.Rows * Matrix.Pad(w.Inputs)), workers);
            }

            var result = new RawMatrix(py, y.Stride);
            switch (map)
            {
                case WeightMap.Identity: Run<SignedWeights>(source, w, !withBias, result, x.Rows, workers); break;
                case WeightMap.Magnitude: Run<WeightMagnitudes>(source, w, !withBias, result, x.Rows, workers); break;
                case WeightMap.Positive: Run<PositiveWeights>(source, w, !withBias, result, x.Rows, workers); break;
                case WeightMap.Negative: Run<NegativeWeights>(source, w, !withBias, result, x.Rows, workers); break;
                case WeightMap.Square: Run<SquaredWeights>(source, w, !withBias, result, x.Rows, workers); break;
                default:
                    for (int p = 0; p < w.Parts; p++)
                    {
                        var part = new RawMatrix(py + w.PartOffset(p), y.Stride);
                        RowSumJob.Run(source, w.Inputs, withBias ? 1f : 0f, part, w.PartColumns(p), x.Rows, accumulate: false, workers);
                    }

                    break;
            }
        }
    }

    /// <summary>gIn (+)= g·map(W).</summary>
    /// <param name="g">Relevance or gradient of the output.</param>
    /// <param name="w">Weights.</param>
    /// <param name="map">What is made of each weight.</param>
    /// <param name="gIn">Receives the result.</param>
    /// <param name="accumulate">Adds to what <paramref name="gIn"/> holds.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Adjoint(Matrix g, PackedLinear w, WeightMap map, Matrix gIn, bool accumulate, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(workers);
        WeightMaps.Known(map);
        switch (map)
        {
            case WeightMap.Identity: Adjoint<SignedWeights>(g, w, gIn, accumulate, workers); break;
            case WeightMap.Magnitude: Adjoint<WeightMagnitudes>(g, w, gIn, accumulate, workers); break;
            case WeightMap.Positive: Adjoint<PositiveWeights>(g, w, gIn, accumulate, workers); break;
            case WeightMap.Negative: Adjoint<NegativeWeights>(g, w, gIn, accumulate, workers); break;
            case WeightMap.Square: Adjoint<SquaredWeights>(g, w, gIn, accumulate, workers); break;
            default:
                CheckOutputs(g, g.Rows, w, nameof(g));
                Guard.Padded(gIn, g.Rows, w.Inputs);
                fixed (float* pg = g.Data, pgIn = gIn.Data)
                {
                    RowSumJob.Run(new(pg, g.Stride), w.Outputs, 0f, new(pgIn, gIn.Stride), w.Inputs, g.Rows, accumulate, workers);
                }

                break;
        }
    }

    private static void Run<TMap>(RawMatrix x, PackedLinear w, bool withoutBias, RawMatrix y, int rows, Workers workers)
        where TMap : struct, IWeightMap
    {
        var job = new ForwardJob<TMap>(x.Data, x.Stride, w, rows) { Z = y, WithoutBias = withoutBias };
        job.Run(w, workers);
    }
}
