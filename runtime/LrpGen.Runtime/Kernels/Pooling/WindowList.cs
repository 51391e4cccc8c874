using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>The taps of one window after the other, in memory of a worker.</summary>
/// <remarks>The rows that a window covers are looked up once for all windows beside it.</remarks>
internal unsafe ref struct WindowList
{
    private readonly SeparableTaps _taps;
    private readonly bool _weighted;
    private readonly int* _rows;
    private readonly float* _rowWeights;
    private int _outputRow = -1;
    private int _rowCount;
    private float _rowDivisor;

    /// <summary>A list without a window yet.</summary>
    /// <param name="taps">The windows.</param>
    /// <param name="scratch">Gives the memory.</param>
    /// <param name="weighted">The weights of the taps are wanted.</param>
    public WindowList(SeparableTaps taps, Scratch scratch, bool weighted = false)
    {
        (_taps, _weighted) = (taps, weighted);
        int rows = Matrix.Pad(taps.Depth.MostTaps * taps.Height.MostTaps), most = Matrix.Pad(rows * taps.Width.MostTaps);
        float* memory = scratch.Floats(2L * (rows + most));
        Positions = (int*)memory;
        Weights = memory + most;
        _rows = (int*)(memory + (2L * most));
        _rowWeights = memory + (2L * most) + rows;
    }

    /// <summary>Input positions (in their sample) of the taps, in row order.</summary>
    public int* Positions { get; }

    /// <summary>Weights of the taps, if they are wanted.</summary>
    public float* Weights { get; }

    /// <summary>Number of taps.</summary>
    public int Count { get; private set; }

    /// <summary>What the sum over the window is divided by.</summary>
    public float Divisor { get; private set; }

    /// <summary>Lists the window of an output position (in its sample).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MoveTo(int output)
    {
        AxisTaps width = _taps.Width;
        int row = output / width.Outputs, at = output - (row * width.Outputs);
        if (row != _outputRow)
        {
            MoveToRow(row);
        }

        int start = width.Starts[at], taps = width.Counts[at], count = 0;
        int* positions = Positions;
        for (int r = 0; r < _rowCount; r++)
        {
            int first = _rows[r] + start;
            for (int t = 0; t < taps; t++)
            {
                positions[count + t] = first + t;
            }

            if (_weighted)
            {
                float[] weights = width.Weights[at];
                for (int t = 0; t < taps; t++)
                {
                    Weights[count + t] = _rowWeights[r] * weights[t];
                }
            }

            count += taps;
        }

        Count = count;
        Divisor = _rowDivisor * width.Divisors[at];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MoveToRow(int row)
    {
        AxisTaps depth = _taps.Depth, height = _taps.Height;
        int d = row / height.Outputs, h = row % height.Outputs;
        _outputRow = row;
        _rowCount = 0;
        _rowDivisor = depth.Divisors[d] * height.Divisors[h];
        for (int i = 0; i < depth.Counts[d]; i++)
        {
            for (int j = 0; j < height.Counts[h]; j++)
            {
                _rows[_rowCount] = (((depth.Starts[d] + i) * height.Inputs) + height.Starts[h] + j) * _taps.Width.Inputs;
                _rowWeights[_rowCount] = depth.Weights[d][i] * height.Weights[h][j];
                _rowCount++;
            }
        }
    }
}
