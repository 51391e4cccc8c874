namespace LrpGen.Runtime;

/// <summary>One axis (depth, height or width) of a pooling: which inputs each window covers.</summary>
/// <remarks>Windows are clipped to the inputs that exist.</remarks>
public sealed class PoolAxis
{
    private PoolAxis(int input, int[] starts, int[] counts, int[] extents)
    {
        Input = input;
        Taps = new AxisTaps(input, starts, counts, [.. counts.Select(count => Enumerable.Repeat(1f, count).ToArray())], [.. extents.Select(extent => (float)extent)]);
    }

    /// <summary>An axis that is not there: one position, one window.</summary>
    public static PoolAxis None { get; } = Global(1);

    /// <summary>Positions of the input.</summary>
    public int Input { get; }

    /// <summary>Positions of the output.</summary>
    public int Output => Taps.Outputs;

    internal AxisTaps Taps { get; }

    /// <summary>The same windows, whose sums are divided by nothing.</summary>
    internal PoolAxis Undivided => new(Input, Taps.Starts, Taps.Counts, [.. Taps.Counts.Select(_ => 1)]);

    /// <summary>Windows of one size.</summary>
    /// <param name="input">Positions of the input.</param>
    /// <param name="kernel">Size of a window.</param>
    /// <param name="stride">Distance between two windows; 0 for the window's size.</param>
    /// <param name="padding">Positions before the first input.</param>
    /// <param name="ceiling">Rounds the number of windows up; the last one still starts at an input or in the padding before the first.</param>
    /// <param name="countPadding">The divisor of an average counts the padding (but never what lies behind it).</param>
    /// <param name="paddingBehind">Positions behind the last input; −1 for as many as before the first.</param>
    /// <exception cref="ArgumentException">The sizes make no sense.</exception>
    public static PoolAxis Windows(int input, int kernel, int stride = 0, int padding = 0, bool ceiling = false, bool countPadding = true, int paddingBehind = -1)
    {
        stride = stride == 0 ? kernel : stride;
        int behind = paddingBehind < 0 ? padding : paddingBehind;

        // Rounded up, the only window may stick out by less than a stride.
        int span = input + padding + behind - kernel + (ceiling ? stride - 1 : 0);
        if (input < 1 || kernel < 1 || stride < 1 || padding < 0 || padding >= kernel || behind >= kernel || span < 0)
        {
            throw new ArgumentException($"Expected positive sizes, a padding of less than a window and a window that fits, found {input} inputs, window {kernel}, stride {stride}, padding {padding} and {behind}.");
        }

        int outputs = (span / stride) + 1;
        if (ceiling && (outputs - 1) * stride >= input + padding)
        {
            outputs--;
        }

        int[] firsts = [.. Enumerable.Range(0, outputs).Select(o => (o * stride) - padding)];
        int[] starts = [.. firsts.Select(first => Math.Max(first, 0))];
        int[] counts = [.. firsts.Select((first, o) => Math.Max(0, Math.Min(first + kernel, input) - starts[o]))];
        int[] extents = countPadding ? [.. firsts.Select(first => Math.Min(first + kernel, input + behind) - first)] : counts;
        return new PoolAxis(input, starts, counts, extents);
    }

    /// <summary>Windows that share out the inputs: window i of n covers ⌊i·l/n⌋ up to (not including) ⌈(i + 1)·l/n⌉.</summary>
    /// <param name="input">Positions of the input, l.</param>
    /// <param name="output">Positions of the output, n.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public static PoolAxis Adaptive(int input, int output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(input, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(output, 1);
        int[] starts = [.. Enumerable.Range(0, output).Select(i => (int)((long)i * input / output))];
        int[] counts = [.. starts.Select((start, i) => (int)((((i + 1L) * input) + output - 1) / output) - start)];
        return new PoolAxis(input, starts, counts, counts);
    }

    /// <summary>One window over everything.</summary>
    public static PoolAxis Global(int input) => Adaptive(input, 1);
}
