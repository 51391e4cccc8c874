namespace LrpGen.Runtime;

/// <summary>One axis of an operator that is separable: each output reads some inputs side by side, with weights, over a divisor.</summary>
internal sealed record AxisTaps(int Inputs, int[] Starts, int[] Counts, float[][] Weights, float[] Divisors)
{
    public int Outputs => Starts.Length;

    /// <summary>Inputs of the output that reads the most.</summary>
    public int MostTaps { get; } = Counts.Max();

    /// <summary>One input for each output, with the weight 1.</summary>
    public static AxisTaps Choice(int inputs, int[] starts)
    {
        float[] one = [1f];
        return new AxisTaps(inputs, starts, [.. starts.Select(_ => 1)], [.. starts.Select(_ => one)], [.. starts.Select(_ => 1f)]);
    }
}
