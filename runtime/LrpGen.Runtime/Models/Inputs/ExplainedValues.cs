using System.Numerics.Tensors;

namespace LrpGen.Runtime;

/// <summary>Numbers that are explained: an image, a signal, the row of a table.</summary>
/// <remarks>
/// Occlusion is zennit's: every pixel of a window gets the score of the occluded input; overlapping windows add up, and a window
/// that runs over the border goes on at the other side.
/// </remarks>
internal sealed class ExplainedValues(Workspace run, ValueInput input) : IExplainedInput
{
    private readonly Extent extent = Extent.Of(input.Shape.AsSpan()[(input.Shape.Length > 1 ? 1 : 0)..]);
    private readonly int size = input.Size;
    private GrowingArray<float> result;
    private GrowingArray<float> given;
    private GrowingArray<float> baseline;
    private GrowingArray<float> difference;
    private GrowingArray<float> noise;
    private GrowingArray<bool> window;
    private Extent windows;
    private MethodDescription method = null!;
    private Random? random;

    /// <summary>Where the path of integrated gradients begins.</summary>
    public ArrayBaseline Baseline { get; set; } = ArrayBaseline.Zero;

    /// <summary>SmoothGrad's noise; empty for its own.</summary>
    public ReadOnlyMemory<float> Noise { get; set; }

    public int Steps => method.Iterations;

    public int Windows => windows.Positions;

    public ReadOnlySpan<float> Relevance(int target, int sample) => result.Span.Slice(((target * run.Count) + sample) * size, size);

    public void Begin(MethodDescription chosen, int targets, SessionOptions options)
    {
        method = chosen;
        result.Clear(CallSize.Floats(CallSize.Rows(run.Count, targets), size));
        if (method.IsOnePass)
        {
            return;
        }

        given.Resize(run.Input.Length);
        run.Input.CopyTo(given.Span);
        switch (method.Reading)
        {
            case MethodReading.IntegratedGradients:
                BeginPath();
                break;
            case MethodReading.SmoothGrad:
                random = Noise.IsEmpty ? new(options.NoiseSeed) : null;
                break;
            case MethodReading.Occlusion:
                window.Resize(extent.Positions);
                windows = Extent.Of(method.Stride.AsSpan()).StepsIn(extent);
                break;
        }
    }

    public double Magnitude(int target, int sample) => Reductions.SumOfMagnitudes(Relevance(target, sample));

    public string? FaultOf(int sample)
    {
        ReadOnlySpan<float> values = run.Input.Slice(sample * size, size);
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return FormattableString.Invariant($"value {i} of the input is {values[i]}");
            }
        }

        return null;
    }

    public void Collect(int firstTarget, bool add)
    {
        ReadOnlySpan<float> arrived = run.Relevance;
        Span<float> part = result.Span.Slice(firstTarget * run.Count * size, arrived.Length);
        if (add)
        {
            TensorPrimitives.Add(part, arrived, part);
        }
        else
        {
            arrived.CopyTo(part);
        }
    }

    public void Finish(int passes)
    {
        if (passes > 1)
        {
            TensorPrimitives.Divide(result.Span, passes, result.Span);
        }

        switch (method.Reading)
        {
            case MethodReading.GradientTimesInput:
                Multiply(run.Input);
                break;
            case MethodReading.IntegratedGradients:
                Multiply(difference.Span);
                break;
        }
    }

    // Right Riemann sum, as in zennit: at α = 1/n, 2/n, …, 1; or at the middle of each step.
    public float ShareOf(int step) => (method.IsMidpoint ? step - 0.5f : step) / Steps;

    public void MoveTo(float share)
    {
        if (share == 0)
        {
            baseline.Span.CopyTo(run.Input);
        }
        else
        {
            TensorPrimitives.MultiplyAdd(difference.Span, share, baseline.Span, run.Input);
        }
    }

    public void AddNoise(int iteration)
    {
        Span<float> noisy = run.Input;
        if (random is null)
        {
            TensorPrimitives.Add(given.Span, Noise.Span.Slice(iteration * noisy.Length, noisy.Length), noisy);
            return;
        }

        // Drawn once for all samples: each gets the noise that it gets alone.
        noise.Resize(size);
        NormalNoise.Draw(random, noise.Span);
        for (int start = 0; start < noisy.Length; start += size)
        {
            ReadOnlySpan<float> clean = given.Span.Slice(start, size);
            float deviation = method.NoiseLevel * (TensorPrimitives.Max(clean) - TensorPrimitives.Min(clean));
            for (int i = 0; i < size; i++)
            {
                noisy[start + i] = clean[i] + (deviation * noise[i]);
            }
        }
    }

    public void Occlude(int index)
    {
        Span<bool> inside = window.Span;
        Extent at = Extent.Of(method.Stride.AsSpan()).At(index, windows);
        at.Mark(inside, Extent.Of(method.Window.AsSpan()), extent);
        Span<float> occluded = run.Input;
        for (int i = 0; i < occluded.Length; i++)
        {
            occluded[i] = inside[i % inside.Length] == method.HidesWindow ? method.Fill : given[i];
        }
    }

    public void AddToWindow(int target, int sample, float score)
    {
        ReadOnlySpan<bool> inside = window.Span;
        Span<float> map = result.Span.Slice(((target * run.Count) + sample) * size, size);
        for (int i = 0; i < map.Length; i++)
        {
            if (inside[i % inside.Length])
            {
                map[i] += score;
            }
        }
    }

    private void BeginPath()
    {
        baseline.Resize(given.Length);
        difference.Resize(given.Length);
        for (int start = 0; start < given.Length; start += size)
        {
            Baseline.Write(given.Span.Slice(start, size), input.Shape.AsSpan(), baseline.Span.Slice(start, size));
        }

        TensorPrimitives.Subtract(given.Span, baseline.Span, difference.Span);
    }

    private void Multiply(ReadOnlySpan<float> factors)
    {
        for (int start = 0; start < result.Length; start += factors.Length)
        {
            Span<float> target = result.Span.Slice(start, factors.Length);
            TensorPrimitives.Multiply(target, factors, target);
        }
    }

    /// <summary>Sizes along three axes, or a place on them; axes that an input does not have are of size 1.</summary>
    private readonly record struct Extent(int Depth, int Height, int Width)
    {
        public int Positions => Depth * Height * Width;

        public static Extent Of(ReadOnlySpan<int> sizes) => new(FromEnd(sizes, 3), FromEnd(sizes, 2), FromEnd(sizes, 1));

        /// <summary>How many steps of this size an extent has.</summary>
        public Extent StepsIn(Extent whole) => new(Steps(whole.Depth, Depth), Steps(whole.Height, Height), Steps(whole.Width, Width));

        /// <summary>Where a step begins, counted along the last axis first.</summary>
        public Extent At(int index, Extent steps)
            => new(index / (steps.Height * steps.Width) * Depth, index / steps.Width % steps.Height * Height, index % steps.Width * Width);

        /// <summary>Marks the positions of a window that begins here.</summary>
        public void Mark(Span<bool> inside, Extent window, Extent whole)
        {
            inside.Clear();
            for (int z = 0; z < window.Depth; z++)
            {
                for (int y = 0; y < window.Height; y++)
                {
                    int row = (((Depth + z) % whole.Depth * whole.Height) + ((Height + y) % whole.Height)) * whole.Width;
                    for (int x = 0; x < window.Width; x++)
                    {
                        inside[row + ((Width + x) % whole.Width)] = true;
                    }
                }
            }
        }

        private static int Steps(int size, int step) => (size + step - 1) / step;

        private static int FromEnd(ReadOnlySpan<int> sizes, int place) => sizes.Length >= place ? sizes[^place] : 1;
    }
}
