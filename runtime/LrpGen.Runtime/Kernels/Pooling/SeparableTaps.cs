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

/// <summary>One window, as the loops over windows visit them in row order.</summary>
internal readonly struct Window(SeparableTaps taps, int output)
{
    private readonly SeparableTaps _taps = taps;
    private readonly int _depth = output / taps.Width.Outputs / taps.Height.Outputs;
    private readonly int _height = output / taps.Width.Outputs % taps.Height.Outputs;
    private readonly int _width = output % taps.Width.Outputs;

    public int DepthCount => _taps.Depth.Counts[_depth];

    public int HeightCount => _taps.Height.Counts[_height];

    public int WidthCount => _taps.Width.Counts[_width];

    public int Count => DepthCount * HeightCount * WidthCount;

    /// <summary>What the sum over the window is divided by.</summary>
    public float Divisor => _taps.Depth.Divisors[_depth] * _taps.Height.Divisors[_height] * _taps.Width.Divisors[_width];

    /// <summary>Input position (in its sample) of a tap.</summary>
    public int Position(int d, int h, int w) =>
        (((((_taps.Depth.Starts[_depth] + d) * _taps.Height.Inputs) + _taps.Height.Starts[_height] + h) * _taps.Width.Inputs) + _taps.Width.Starts[_width] + w);

    /// <summary>Weight of a tap.</summary>
    public float Weight(int d, int h, int w) => _taps.Depth.Weights[_depth][d] * _taps.Height.Weights[_height][h] * _taps.Width.Weights[_width][w];

    /// <summary>Writes the positions of all taps in row order and, if asked for, their weights; returns how many there are.</summary>
    public unsafe int List(int* positions, float* weights)
    {
        int count = 0;
        for (int d = 0; d < DepthCount; d++)
        {
            for (int h = 0; h < HeightCount; h++)
            {
                for (int w = 0; w < WidthCount; w++)
                {
                    positions[count] = Position(d, h, w);
                    if (weights != null)
                    {
                        weights[count] = Weight(d, h, w);
                    }

                    count++;
                }
            }
        }

        return count;
    }
}
