using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>A matrix with its own memory for tests: padding zero, and a wider stride if asked for.</summary>
internal sealed class TestMatrix
{
    /// <summary>Stands in columns outside the view, which no kernel may touch.</summary>
    public const float Outside = 12345f;

    private readonly float[] _data;
    private readonly int _offset;
    private readonly int _stride;

    public TestMatrix(int rows, int columns, int before = 0, int after = 0)
    {
        Rows = rows;
        Columns = columns;
        _offset = before;
        _stride = before + LrpGen.Runtime.Matrix.Pad(columns) + after;
        _data = new float[Math.Max(1, rows * _stride)];
        Array.Fill(_data, Outside);
        for (int r = 0; r < rows; r++)
        {
            _data.AsSpan((r * _stride) + before, LrpGen.Runtime.Matrix.Pad(columns)).Clear();
        }
    }

    public int Rows { get; }

    public int Columns { get; }

    public float this[int row, int column]
    {
        get => _data[(row * _stride) + _offset + column];
        set => _data[(row * _stride) + _offset + column] = value;
    }

    public Matrix View => new(Rows == 0 ? [] : _data.AsSpan(_offset), Rows, Columns, _stride);

    public static TestMatrix Random(Random random, int rows, int columns, int before = 0, int after = 0, float scale = 1f)
    {
        var m = new TestMatrix(rows, columns, before, after);
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                m[r, c] = ((random.NextSingle() * 2) - 1) * scale;
            }
        }

        return m;
    }

    /// <summary>Garbage in the true columns: what a reused buffer holds.</summary>
    public static TestMatrix Dirty(int rows, int columns, int before = 0, int after = 0)
    {
        var m = new TestMatrix(rows, columns, before, after);
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < LrpGen.Runtime.Matrix.Pad(columns); c++)
            {
                m[r, c] = -777f;
            }
        }

        return m;
    }

    /// <summary>Padding is zero, and nothing outside the padded columns was written.</summary>
    public void AssertFrame()
    {
        int padded = LrpGen.Runtime.Matrix.Pad(Columns);
        for (int r = 0; r < Rows; r++)
        {
            for (int c = 0; c < _stride; c++)
            {
                float value = _data[(r * _stride) + c];
                if (c < _offset || c >= _offset + padded)
                {
                    Assert.True(value == Outside, $"row {r}: wrote outside the matrix, at {c - _offset} of {padded} columns");
                }
                else if (c >= _offset + Columns)
                {
                    Assert.True(value == 0, $"row {r}: padding column {c - _offset} holds {value}");
                }
            }
        }
    }

    /// <summary>Every element lies within <paramref name="tolerance"/> times its scale of the expected value.</summary>
    public void AssertClose(Func<int, int, double> expected, Func<int, int, double> tolerance)
    {
        for (int r = 0; r < Rows; r++)
        {
            for (int c = 0; c < Columns; c++)
            {
                double want = expected(r, c), error = Math.Abs(this[r, c] - want), allowed = tolerance(r, c);
                Assert.True(error <= allowed, $"[{r}, {c}]: expected {want}, found {this[r, c]}: off by {error}, allowed {allowed}");
            }
        }

        AssertFrame();
    }

    public void AssertSame(TestMatrix other)
    {
        for (int r = 0; r < Rows; r++)
        {
            AssertSameRow(r, other, r);
        }
    }

    public void AssertSameRow(int row, TestMatrix other, int otherRow)
    {
        for (int c = 0; c < Columns; c++)
        {
            Assert.True(
                BitConverter.SingleToInt32Bits(this[row, c]) == BitConverter.SingleToInt32Bits(other[otherRow, c]),
                $"[{row}, {c}] is {this[row, c]:R}, [{otherRow}, {c}] of the other is {other[otherRow, c]:R}");
        }
    }
}
