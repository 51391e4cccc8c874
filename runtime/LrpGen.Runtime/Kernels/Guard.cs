using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>The checks at a kernel's face: once a call, before anything is read through a pointer.</summary>
internal static class Guard
{
    /// <summary>The matrix has this shape and whole vectors in every row.</summary>
    public static void Shape(in Matrix matrix, int rows, int columns, [CallerArgumentExpression(nameof(matrix))] string name = "")
    {
        if (matrix.Rows != rows || matrix.Columns != columns)
        {
            throw new ArgumentException($"{name}: expected [{rows}, {columns}], found [{matrix.Rows}, {matrix.Columns}].", name);
        }

        Whole(matrix, name);
    }

    /// <summary>The matrix has this many rows and as many columns, padding counted or not.</summary>
    public static void Padded(in Matrix matrix, int rows, int columns, [CallerArgumentExpression(nameof(matrix))] string name = "")
    {
        if (matrix.Rows != rows || (matrix.Columns != columns && matrix.Columns != Matrix.Pad(columns)))
        {
            throw new ArgumentException($"{name}: expected [{rows}, {columns}], found [{matrix.Rows}, {matrix.Columns}].", name);
        }

        Whole(matrix, name);
    }

    /// <summary>The rows reach to the end of their last vector: the padding columns are there.</summary>
    public static void Whole(in Matrix matrix, [CallerArgumentExpression(nameof(matrix))] string name = "")
    {
        int padded = Matrix.Pad(matrix.Columns);
        if (matrix.Rows > 0 && (matrix.Stride < padded || ((long)(matrix.Rows - 1) * matrix.Stride) + padded > matrix.Data.Length))
        {
            throw new ArgumentException(
                $"{name}: {matrix.Columns} columns need {padded} floats a row, found a stride of {matrix.Stride} and {matrix.Data.Length} floats for {matrix.Rows} rows.",
                name);
        }
    }

    /// <summary>The relevance matrix holds whole targets over the forward matrix's rows; returns how many.</summary>
    public static int Targets(in Matrix g, int rows, [CallerArgumentExpression(nameof(g))] string name = "")
    {
        if (rows == 0 ? g.Rows != 0 : g.Rows % rows != 0)
        {
            throw new ArgumentException($"{name}: expected a multiple of {rows} rows (one set for each target), found {g.Rows}.", name);
        }

        return rows == 0 ? 0 : g.Rows / rows;
    }

    /// <summary>Row starts: ascending, first 0, last the number of rows.</summary>
    public static void Starts(ReadOnlySpan<int> starts, int rows, [CallerArgumentExpression(nameof(starts))] string name = "")
    {
        if (starts.Length == 0 || starts[0] != 0 || starts[^1] != rows)
        {
            throw new ArgumentException(
                $"{name}: expected row starts from 0 to {rows}, found {(starts.Length == 0 ? "none" : $"{starts[0]} to {starts[^1]}")}.", name);
        }

        for (int s = 1; s < starts.Length; s++)
        {
            if (starts[s] < starts[s - 1])
            {
                throw new ArgumentException($"{name}: start {s} is {starts[s]}, below its predecessor {starts[s - 1]}.", name);
            }
        }
    }
}
