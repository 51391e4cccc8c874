namespace LrpGen.Runtime;

/// <summary>Convolutions and transposed convolutions: products of activations or relevance with packed weights.</summary>
/// <remarks>
/// Shapes: x, gIn [samples·input positions, input channels]; y, z, g [samples·output positions, output channels], positions
/// in row order (depth, height, width) with the channels innermost. Column counts may be given with or without padding. An
/// output must not overlap an input. Every element is summed over the taps in row order, for each tap over the source
/// channels, in chains of at most 576 products whose sums are added up; a tap in the padding adds zeros,
/// or nothing. So equal patches give equal bits at every position, in every batch, on any number of threads. (The adjoint to few
/// channels sums over the taps of a kernel's row last.)
/// </remarks>
public static unsafe class Convolution
{
    /// <summary>y = W∗x + b.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(Matrix x, PackedConvolution w, Matrix y, Workers workers) =>
        Forward(x, w, WeightMap.Identity, InputMap.Identity, withBias: true, y, workers);

    /// <summary>y = W∗x + b, x given channels first.</summary>
    /// <param name="planes">Input: [samples][channels][positions], flat.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(ReadOnlySpan<float> planes, PackedConvolution w, Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(w);
        int samples = Samples(planes, w);
        fixed (float* pPlanes = planes)
        {
            Finished(new() { Planes = pPlanes, Samples = samples }, w, y, workers);
        }
    }

    /// <summary>z = W∗x + b and y = f(z), x given channels first.</summary>
    /// <param name="planes">Input: [samples][channels][positions], flat.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="f">The activation function.</param>
    /// <param name="z">Receives the pre-activations; <c>default</c> if nobody reads them.</param>
    /// <param name="y">Receives the activations.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="NotSupportedException">The function has a parameter.</exception>
    public static void Forward(ReadOnlySpan<float> planes, PackedConvolution w, Activation f, Matrix z, Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(w);
        int samples = Samples(planes, w);
        fixed (float* pPlanes = planes)
        {
            Activated(new() { Planes = pPlanes, Samples = samples }, w, default, f, z, default, y, workers);
        }
    }

    /// <summary>z = W∗x + b and y = f(z), computed while z is in the cache.</summary>
    /// <param name="x">Input.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="f">The activation function.</param>
    /// <param name="z">Receives the pre-activations; <c>default</c> if nobody reads them.</param>
    /// <param name="y">Receives the activations.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="NotSupportedException">The function has a parameter.</exception>
    public static void Forward(Matrix x, PackedConvolution w, Activation f, Matrix z, Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(w);
        int samples = Samples(x, w.InputPositions, w.Shape.InputChannels, nameof(x));
        fixed (float* px = x.Data)
        {
            Activated(new() { Rows = new(px, x.Stride), Samples = samples }, w, default, f, z, default, y, workers);
        }
    }

    /// <summary>z = W∗x + b, sum = z + residual and y = f(sum), computed while z is in the cache.</summary>
    /// <param name="x">Input.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="residual">Added to the result.</param>
    /// <param name="f">The activation function.</param>
    /// <param name="z">Receives the convolution's result; <c>default</c> if nobody reads it.</param>
    /// <param name="sum">Receives the sum; <c>default</c> if nobody reads it.</param>
    /// <param name="y">Receives the activations.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="NotSupportedException">The function has a parameter.</exception>
    public static void Forward(Matrix x, PackedConvolution w, Matrix residual, Activation f, Matrix z, Matrix sum, Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(w);
        Guard.Padded(residual, y.Rows, w.Shape.OutputChannels);
        int samples = Samples(x, w.InputPositions, w.Shape.InputChannels, nameof(x));
        fixed (float* px = x.Data)
        {
            Activated(new() { Rows = new(px, x.Stride), Samples = samples }, w, residual, f, z, sum, y, workers);
        }
    }

    /// <summary>y = map(W)∗inputs(x) (+ map(b)).</summary>
    /// <param name="x">Input.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="map">What is made of each weight.</param>
    /// <param name="inputs">What is made of each input.</param>
    /// <param name="withBias">The bias is added, mapped as the weights are.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(Matrix x, PackedConvolution w, WeightMap map, InputMap inputs, bool withBias, Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(workers);
        WeightMaps.Known(map);
        InputMapJob.Known(inputs);
        int samples = Samples(x, w.InputPositions, w.Shape.InputChannels, nameof(x));
        Guard.Padded(y, checked(samples * w.OutputPositions), w.Shape.OutputChannels);
        using Workers.Turn turn = workers.Begin();
        fixed (float* px = x.Data, py = y.Data)
        {
            var source = new RawMatrix(px, x.Stride);
            float* bias = withBias && w.HasBias ? w.BiasPointer : null;
            int biases = bias != null && map != WeightMap.Identity ? Matrix.Pad(w.Shape.OutputChannels) : 0;
            long copy = w.Narrow?.CopyFloats(samples) ?? (inputs == InputMap.Identity ? 0 : (long)x.Rows * Matrix.Pad(w.Shape.InputChannels));
            float* memory = biases + copy == 0 ? null : workers.Common(biases + copy);
            if (w.Narrow is { } narrow)
            {
                source = narrow.Copy(source, inputs, samples, memory + biases, workers);
            }
            else if (copy > 0)
            {
                source = InputMapJob.Run(inputs, source, x.Rows, w.Shape.InputChannels, memory + biases, workers);
            }

            if (biases > 0)
            {
                MapBias(map, w, memory);
                bias = memory;
            }

            var job = new ConvolutionJob(w.ForwardPlan, w.ForwardWeights, samples) { Source = source, Result = new(py, y.Stride), Map = map, End = new() { Bias = bias } };
            job.Run(workers);
            GC.KeepAlive(w);
        }
    }

    /// <summary>gIn (+)= Wᵀ∗g: relevance under LRP-0, or any other vector-Jacobian product.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Adjoint(Matrix g, PackedConvolution w, Matrix gIn, bool accumulate, Workers workers) =>
        Adjoint(g, w, WeightMap.Identity, gIn, accumulate, workers);

    /// <summary>gIn (+)= map(W)ᵀ∗g.</summary>
    /// <param name="g">Relevance or gradient of the output.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="map">What is made of each weight.</param>
    /// <param name="gIn">Receives the result.</param>
    /// <param name="accumulate">Adds to what <paramref name="gIn"/> holds.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Adjoint(Matrix g, PackedConvolution w, WeightMap map, Matrix gIn, bool accumulate, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(workers);
        WeightMaps.Known(map);
        int samples = Samples(g, w.OutputPositions, w.Shape.OutputChannels, nameof(g));
        Guard.Padded(gIn, checked(samples * w.InputPositions), w.Shape.InputChannels);
        using Workers.Turn turn = workers.Begin();
        fixed (float* pg = g.Data, pgIn = gIn.Data)
        {
            if (w.Narrow is { } narrow)
            {
                narrow.Adjoint(new(pg, g.Stride), w.AdjointWeights, map, new(pgIn, gIn.Stride), accumulate, samples, workers);
                GC.KeepAlive(w);
                return;
            }

            var job = new ConvolutionJob(w.AdjointPlan, w.AdjointWeights, samples)
            {
                Source = new(pg, g.Stride),
                Result = new(pgIn, gIn.Stride),
                Map = map,
                End = new() { Accumulate = accumulate },
            };
            job.Run(workers);
            GC.KeepAlive(w);
        }
    }

    private static void Finished(ConvolutionInput x, PackedConvolution w, Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Guard.Padded(y, checked(x.Samples * w.OutputPositions), w.Shape.OutputChannels);
        using Workers.Turn turn = workers.Begin();
        fixed (float* py = y.Data)
        {
            var job = new ConvolutionJob(w.ForwardPlan, w.ForwardWeights, x.Samples)
            {
                Source = x.Source(w, workers),
                Result = new(py, y.Stride),
                End = new() { Bias = w.BiasPointer },
            };
            job.Run(workers);
            GC.KeepAlive(w);
        }
    }

    private static void Activated(ConvolutionInput x, PackedConvolution w, Matrix residual, Activation f, Matrix z, Matrix sum, Matrix y, Workers workers)
    {
        Activations.WithoutParameter(f);
        ArgumentNullException.ThrowIfNull(workers);
        int rows = checked(x.Samples * w.OutputPositions);
        Guard.Padded(y, rows, w.Shape.OutputChannels);
        PaddedIfAny(z, rows, w, nameof(z));
        PaddedIfAny(sum, rows, w, nameof(sum));
        using Workers.Turn turn = workers.Begin();
        fixed (float* pResidual = residual.Data, pz = z.Data, pSum = sum.Data, py = y.Data)
        {
            var activated = new RawMatrix(py, y.Stride);
            RawMatrix sums = sum.IsEmpty ? activated : new(pSum, sum.Stride), result = z.IsEmpty ? sums : new(pz, z.Stride);
            var job = new ConvolutionJob(w.ForwardPlan, w.ForwardWeights, x.Samples)
            {
                Source = x.Source(w, workers),
                Result = result,
                End = new()
                {
                    Bias = w.BiasPointer,
                    Residual = new(pResidual, residual.Stride),
                    Sums = residual.IsEmpty ? result : sums,
                    Activated = activated,
                    Function = f,
                },
            };
            job.Run(workers);
            GC.KeepAlive(w);
        }

        if (!Activations.KeepsZero(f))
        {
            // σ(0), say, is not 0.
            for (int row = 0; row < y.Rows; row++)
            {
                y.Data.Slice((row * y.Stride) + w.Shape.OutputChannels, Matrix.Pad(w.Shape.OutputChannels) - w.Shape.OutputChannels).Clear();
            }
        }
    }

    /// <summary>The bias as the weights are mapped: 1 (or any other value) only for channels that exist.</summary>
    private static void MapBias(WeightMap map, PackedConvolution w, float* target)
    {
        int padded = Matrix.Pad(w.Shape.OutputChannels);
        if (map == WeightMap.One)
        {
            new Span<float>(target, padded).Clear();
            new Span<float>(target, w.Shape.OutputChannels).Fill(1f);
        }
        else
        {
            WeightMaps.Apply<Lanes128>(map, w.BiasPointer, target, padded);
        }
    }

    private static void PaddedIfAny(Matrix result, int rows, PackedConvolution w, string name)
    {
        if (!result.IsEmpty)
        {
            Guard.Padded(result, rows, w.Shape.OutputChannels, name);
        }
    }

    private static int Samples(ReadOnlySpan<float> planes, PackedConvolution w)
    {
        int sample = checked(w.InputPositions * w.Shape.InputChannels);
        return planes.Length % sample == 0
            ? planes.Length / sample
            : throw new ArgumentException(
                $"Expected a multiple of {sample} floats ({w.Shape.InputChannels} channels of {w.InputPositions} positions), found {planes.Length}.", nameof(planes));
    }

    private static int Samples(Matrix x, int positions, int channels, string name)
    {
        Guard.Padded(x, x.Rows, channels, name);
        return x.Rows % positions == 0
            ? x.Rows / positions
            : throw new ArgumentException($"{name}: expected a multiple of {positions} rows (the positions of a sample), found {x.Rows}.", name);
    }
}
