using LrpGen.Runtime;

namespace LrpGen.Text.Images;

/// <summary>Light or dark.</summary>
public enum PictureTheme
{
    /// <summary>Dark letters on white.</summary>
    Light,

    /// <summary>Light letters on a dark page.</summary>
    Dark,
}

/// <summary>How a picture of an explanation looks.</summary>
public sealed record TextPictureOptions
{
    /// <summary>Width in pixels at <see cref="Scale"/> 1, 120 to 8192. The height follows from the text.</summary>
    public int Width { get; init; } = 800;

    /// <summary>Size of the letters in pixels at <see cref="Scale"/> 1, 6 to 200.</summary>
    public double FontSize { get; init; } = 24;

    /// <summary>Pixels of a PNG for each pixel above, 0.25 to 8: 2 for screens of high density. An SVG has no pixels.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Light or dark.</summary>
    public PictureTheme Theme { get; init; }

    /// <summary>The colours.</summary>
    public RelevancePalette Palette { get; init; } = RelevancePalette.BlueOrange;

    /// <summary>The relevance behind full colour; <see langword="null"/> takes the strongest word's, or the strongest sentence's.</summary>
    public double? FullColor { get; init; }

    /// <summary>What has colours: words, sentences or paragraphs.</summary>
    public TextLevel Level { get; init; } = TextLevel.Word;

    /// <summary>Says above the text what was predicted and explained.</summary>
    public bool Header { get; init; } = true;

    /// <summary>Says below the text what the colours mean, and what the model did not see.</summary>
    public bool Legend { get; init; } = true;

    /// <summary>Words to hide; see <see cref="WordMask.Of"/>.</summary>
    public Func<string, bool>? MaskWords { get; init; }

    /// <summary>Font files (TrueType, OpenType, collections) that are used before those of the machine, in this order.</summary>
    public IReadOnlyList<string> FontFiles { get; init; } = [];

    /// <summary>False uses <see cref="FontFiles"/> alone, so that a picture is the same on every machine.</summary>
    public bool UseSystemFonts { get; init; } = true;

    /// <summary>True draws an empty box for each letter that no font has, instead of throwing a <see cref="MissingFontException"/>.</summary>
    public bool BoxForMissing { get; init; }
}
