namespace LrpGen.Runtime;

/// <summary>The three axes of an operator that works on every channel alike.</summary>
internal readonly record struct SeparableTaps(AxisTaps Depth, AxisTaps Height, AxisTaps Width)
{
    public int Inputs => Depth.Inputs * Height.Inputs * Width.Inputs;

    public int Outputs => Depth.Outputs * Height.Outputs * Width.Outputs;

    /// <summary>Samples in a matrix with <paramref name="positions"/> rows each.</summary>
    public static int Samples(Matrix x, int positions, string name) => x.Rows % positions == 0
        ? x.Rows / positions
        : throw new ArgumentException($"{name}: expected a multiple of {positions} rows (the positions of a sample), found {x.Rows}.", name);
}
