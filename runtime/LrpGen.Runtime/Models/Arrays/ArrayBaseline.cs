namespace LrpGen.Runtime;

/// <summary>Where the path of integrated gradients begins, for an array.</summary>
/// <remarks>
/// The explanation shares out <c>score − baseline score</c> (<see cref="ExplainedTarget.BaselineScore"/>), so that the baseline is a
/// part of the question: what does the input change against it?
/// </remarks>
public sealed class ArrayBaseline
{
    private readonly Action<ReadOnlySpan<float>, ReadOnlySpan<int>, Span<float>> write;

    private ArrayBaseline(Action<ReadOnlySpan<float>, ReadOnlySpan<int>, Span<float>> write) => this.write = write;

    /// <summary>Zeros.</summary>
    public static ArrayBaseline Zero { get; } = new((_, _, baseline) => baseline.Clear());

    /// <summary>The mean of each channel of the input (of a row of a table, of its values).</summary>
    public static ArrayBaseline Mean { get; } = new(WriteMeans);

    /// <summary>The input, blurred along the axes behind its channels by a Gaussian; what lies beyond the border is as the border.</summary>
    /// <param name="deviation">The Gaussian's standard deviation, in pixels.</param>
    public static ArrayBaseline Blur(float deviation)
        => deviation > 0 && deviation <= 1000
            ? new((input, shape, baseline) => WriteBlurred(input, shape, baseline, deviation))
            : throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "The deviation must lie between 0 and 1000 pixels.");

    /// <summary>A given input.</summary>
    /// <param name="values">As many values as an input has, channels first.</param>
    public static ArrayBaseline Of(params ReadOnlySpan<float> values)
    {
        float[] copy = values.ToArray();
        return new((input, _, baseline) =>
        {
            if (copy.Length != input.Length) throw new ArgumentException($"The baseline has {copy.Length} values; an input has {input.Length}.");
            copy.CopyTo(baseline);
        });
    }

    /// <summary>Writes the baseline of one input.</summary>
    internal void Write(ReadOnlySpan<float> input, ReadOnlySpan<int> shape, Span<float> baseline) => write(input, shape, baseline);

    private static void WriteMeans(ReadOnlySpan<float> input, ReadOnlySpan<int> shape, Span<float> baseline)
    {
        int size = shape.Length > 1 ? input.Length / shape[0] : input.Length;
        for (int start = 0; start < input.Length; start += size)
        {
            double sum = 0;
            foreach (float value in input.Slice(start, size)) sum += value;
            baseline.Slice(start, size).Fill((float)(sum / size));
        }
    }

    private static void WriteBlurred(ReadOnlySpan<float> input, ReadOnlySpan<int> shape, Span<float> baseline, float deviation)
    {
        if (shape.Length < 2) throw new ArgumentException("A row of a table has no axis along which it could be blurred; take another baseline.");
        int reach = (int)Math.Ceiling(3 * deviation);
        double[] weights = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(at => Math.Exp(-0.5 * at * at / ((double)deviation * deviation)))];
        double all = weights.Sum();
        input.CopyTo(baseline);
        int step = 1;
        for (int axis = shape.Length - 1; axis >= 1; axis--)
        {
            float[] line = new float[shape[axis]];
            for (int start = 0; start < baseline.Length; start++)
            {
                // Once a line: where the place along this axis is 0.
                if (start / step % shape[axis] != 0) continue;
                for (int i = 0; i < line.Length; i++) line[i] = baseline[start + (i * step)];
                for (int i = 0; i < line.Length; i++)
                {
                    double sum = 0;
                    for (int k = 0; k < weights.Length; k++) sum += weights[k] * line[Math.Clamp(i + k - reach, 0, line.Length - 1)];
                    baseline[start + (i * step)] = (float)(sum / all);
                }
            }

            step *= shape[axis];
        }
    }
}
