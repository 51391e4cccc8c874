namespace LrpGen.Runtime;

/// <summary>One axis of a resampling: which inputs each output is made of, and in which shares.</summary>
public sealed class ResamplingAxis
{
    private ResamplingAxis(AxisTaps taps)
    {
        Taps = taps;
    }

    /// <summary>Positions of the input.</summary>
    public int Input => Taps.Inputs;

    /// <summary>Positions of the output.</summary>
    public int Output => Taps.Outputs;

    internal AxisTaps Taps { get; }

    /// <summary>An axis that stays as it is.</summary>
    public static ResamplingAxis Unchanged(int size) => Nearest(size, size);

    /// <summary>Output i is input ⌊i·l/n⌋ (PyTorch's <c>nearest</c>).</summary>
    /// <param name="input">Positions of the input, l.</param>
    /// <param name="output">Positions of the output, n.</param>
    public static ResamplingAxis Nearest(int input, int output)
    {
        Check(input, output);
        int[] starts = [.. Enumerable.Range(0, output).Select(i => (int)((long)i * input / output))];
        return new ResamplingAxis(AxisTaps.Choice(input, starts));
    }

    /// <summary>
    /// Linear interpolation at i·(l − 1)/(n − 1) with aligned corners, else at (i + ½)·l/n − ½, not below 0 (PyTorch's
    /// <c>linear</c>, <c>bilinear</c>, <c>trilinear</c>).
    /// </summary>
    /// <param name="input">Positions of the input, l.</param>
    /// <param name="output">Positions of the output, n.</param>
    /// <param name="alignCorners">The first and last positions of input and output coincide.</param>
    public static ResamplingAxis Linear(int input, int output, bool alignCorners)
    {
        Check(input, output);
        var starts = new int[output];
        var counts = new int[output];
        var weights = new float[output][];
        for (int i = 0; i < output; i++)
        {
            double at = alignCorners
                ? (output == 1 ? 0 : (double)i * (input - 1) / (output - 1))
                : Math.Max(0, ((i + 0.5) * input / output) - 0.5);
            starts[i] = Math.Min((int)at, input - 1);
            double share = starts[i] == input - 1 ? 0 : at - starts[i];
            weights[i] = share == 0 ? [1f] : [(float)(1 - share), (float)share];
            counts[i] = weights[i].Length;
        }

        return new ResamplingAxis(new AxisTaps(input, starts, counts, weights, [.. Enumerable.Repeat(1f, output)]));
    }

    private static void Check(int input, int output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(input, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(output, 1);
    }
}
