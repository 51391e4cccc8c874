using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>The taps of one window after the other, in memory of a worker.</summary>
/// <remarks>The rows that a window covers are looked up once for all windows beside it.</remarks>
internal unsafe ref struct WindowList
{
    private readonly SeparableTaps _taps;
    private readonly int* _rows;
    private int _outputRow = -1;
    private int _rowCount;
    private float _rowDivisor;

    /// <summary>A list without a window yet.</summary>
    /// <param name="taps">The windows.</param>
    /// <param name="scratch">Gives the memory.</param>
    public WindowList(SeparableTaps taps, Scratch scratch)
    {
        _taps = taps;
        int rows = Matrix.Pad(taps.Depth.MostTaps * taps.Height.MostTaps), most = Matrix.Pad(rows * taps.Width.MostTaps);
        float* memory = scratch.Floats((long)rows + most);
        Positions = (int*)memory;
        _rows = (int*)(memory + most);
    }

    /// <summary>Input positions (in their sample) of the taps, in row order.</summary>
    public int* Positions { get; }

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
                _rowCount++;
            }
        }
    }
}
