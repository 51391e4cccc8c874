namespace LrpGen.Runtime;

/// <summary>One axis of a padding.</summary>
/// <param name="Size">Length of the axis.</param>
/// <param name="Before">Places that are added before it.</param>
/// <param name="Behind">Places that are added behind it.</param>
public readonly record struct PaddingAxis(int Size, int Before, int Behind)
{
    /// <summary>An axis that is not there: one place, and nothing around it.</summary>
    public static PaddingAxis None => new(1, 0, 0);

    internal int Padded => Before + Size + Behind;
}

/// <summary>What a padding adds to one sample, in up to three dimensions: a missing axis is <see cref="PaddingAxis.None"/>.</summary>
/// <param name="Depth">The outermost axis.</param>
/// <param name="Height">The middle axis.</param>
/// <param name="Width">The innermost axis.</param>
public readonly record struct PaddingShape(PaddingAxis Depth, PaddingAxis Height, PaddingAxis Width)
{
    internal int Positions => Depth.Size * Height.Size * Width.Size;

    internal int PaddedPositions => Depth.Padded * Height.Padded * Width.Padded;

    /// <summary>The row of the padded sample in which a row of the width (all its places) begins.</summary>
    internal int FirstRow(int line) =>
        (((((line / Height.Size) + Depth.Before) * Height.Padded) + (line % Height.Size) + Height.Before) * Width.Padded) + Width.Before;
}
