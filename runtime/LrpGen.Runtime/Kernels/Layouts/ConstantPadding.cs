namespace LrpGen.Runtime;

/// <summary>Constants around the axes behind the channels, and the way back.</summary>
/// <remarks>
/// Shapes: x [samples·positions, channels], y [samples·padded positions, channels]. The samples of several targets count as samples.
/// </remarks>
public static class ConstantPadding
{
    /// <summary>y = x with a constant around it.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(Matrix x, PaddingShape shape, float value, Matrix y)
    {
        int samples = Check(x, shape, y);
        for (int row = 0; row < y.Rows; row++)
        {
            y[row].Fill(value);
        }

        Layouts.ClearPadding(y);
        for (int line = 0; line < samples * shape.Depth.Size * shape.Height.Size; line++)
        {
            for (int place = 0; place < shape.Width.Size; place++)
            {
                x[(line * shape.Width.Size) + place].CopyTo(y[PaddedRow(shape, line) + place]);
            }
        }
    }

    /// <summary>The adjoint: what lies inside; what fell on the constants is gone.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Adjoint(Matrix g, PaddingShape shape, Matrix gIn)
    {
        int samples = Check(gIn, shape, g);
        for (int line = 0; line < samples * shape.Depth.Size * shape.Height.Size; line++)
        {
            for (int place = 0; place < shape.Width.Size; place++)
            {
                g[PaddedRow(shape, line) + place].CopyTo(gIn[(line * shape.Width.Size) + place]);
            }
        }

        Layouts.ClearPadding(gIn);
    }

    private static int PaddedRow(PaddingShape shape, int line)
    {
        int lines = shape.Depth.Size * shape.Height.Size;
        return (line / lines * shape.PaddedPositions) + shape.FirstRow(line % lines);
    }

    private static int Check(Matrix x, PaddingShape shape, Matrix y)
    {
        foreach (PaddingAxis axis in (ReadOnlySpan<PaddingAxis>)[shape.Depth, shape.Height, shape.Width])
        {
            if (axis.Size < 1 || axis.Before < 0 || axis.Behind < 0)
            {
                throw new ArgumentException($"Expected axes of at least one place and no negative padding, found {shape}.", nameof(shape));
            }
        }

        int samples = SeparableTaps.Samples(x, shape.Positions, nameof(x));
        Guard.Whole(x);
        Guard.Shape(y, samples * shape.PaddedPositions, x.Columns);
        return samples;
    }
}
