namespace LrpGen.Images;

/// <summary>How pictures of relevance look.</summary>
public sealed record PictureOptions
{
    /// <summary>The colour map.</summary>
    public ColorMap Colors { get; init; } = ColorMap.BlueOrange;

    /// <summary>The relevances at the map's ends; null takes <see cref="RelevanceBounds.For"/> of each picture.</summary>
    public RelevanceBounds? Bounds { get; init; }

    /// <summary>An inner layer to show instead of the input; it is enlarged to the input's size in overlays.</summary>
    public string? Layer { get; init; }

    /// <summary>How many times each side is enlarged; null makes small images about 280 pixels wide.</summary>
    public int? Enlargement { get; init; }

    /// <summary>How it is enlarged.</summary>
    public Interpolation Interpolation { get; init; }

    /// <summary>The input values of black and white; null takes 0 and 1, or the smallest and the largest where values lie outside.</summary>
    public (float Black, float White)? InputRange { get; init; }

    /// <summary>The colour of relevance that is NaN or infinite: one that no map in use should have.</summary>
    public PixelColor NonFinite { get; init; } = new(0x00, 0xc8, 0x53);

    /// <summary>A place to draw a line around, of the input's size: where the evidence is known to lie.</summary>
    public ImageMask? Outline { get; init; }

    /// <summary>The colour of that line: one that no map in use should have.</summary>
    public PixelColor OutlineColor { get; init; } = new(0x00, 0xc8, 0x53);

    /// <summary>How much full relevance covers of the input in an overlay, 0 to 1.</summary>
    public double Opacity { get; init; } = 0.9;
}
