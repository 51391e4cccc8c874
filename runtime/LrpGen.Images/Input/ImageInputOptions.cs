namespace LrpGen.Images;

/// <summary>The channels of a model's input.</summary>
public enum ImageChannels
{
    /// <summary>One channel of brightness.</summary>
    Grey,

    /// <summary>Red, green, blue.</summary>
    Rgb,
}

/// <summary>How an image becomes a model's input.</summary>
public sealed record ImageInputOptions
{
    /// <summary>The channels that the model reads.</summary>
    public ImageChannels Channels { get; init; } = ImageChannels.Grey;

    /// <summary>What a byte is divided by. A file of 16 bits has digits behind the byte's point: 65,535 is 255.</summary>
    public float Divisor { get; init; } = 255;

    /// <summary>True turns dark and bright round (after the division: 1 − value), for ink on paper where the model knows bright ink.</summary>
    public bool Invert { get; init; }

    /// <summary>The width that the model needs; null takes every width.</summary>
    public int? Width { get; init; }

    /// <summary>The height that the model needs; null takes every height.</summary>
    public int? Height { get; init; }

    /// <summary>What happens to images of another size. They are never resized unasked.</summary>
    public ImageFit Fit { get; init; }

    /// <summary>
    /// With <see cref="ImageFit.Crop"/>, what the image's shorter side is resized to before the middle is cut out: 256 for most networks
    /// of 224 × 224. <see langword="null"/> resizes no more than is needed to fill the model's size.
    /// </summary>
    public int? ShorterSide { get; init; }

    /// <summary>
    /// What lies behind transparent pixels, and beside an image of other proportions than the model's; null refuses the
    /// first and takes what becomes 0 for the second.
    /// </summary>
    public PixelColor? Ground { get; init; }

    /// <summary>
    /// Whether, where <see cref="Ground"/> does not say it, what lies behind transparent pixels follows the ink: black under
    /// bright ink, white under dark.
    /// </summary>
    public bool GroundFollowsInk { get; init; }

    /// <summary>Larger images are refused before memory is asked for.</summary>
    public long LargestPixelCount { get; init; } = PngDecoder.LargestPixelCount;
}
