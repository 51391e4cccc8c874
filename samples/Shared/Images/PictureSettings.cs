using LrpGen.Images;
using LrpGen.Runtime;

namespace LrpGen.Samples;

/// <summary>What the command line says of pictures.</summary>
internal sealed record PictureSettings
{
    /// <summary>Where the page goes, if one is wanted.</summary>
    public string? Html { get; init; }

    /// <summary>Where the PNG file goes, if one is wanted.</summary>
    public string? Png { get; init; }

    /// <summary>What page and PNG file show; null chooses by the number of pictures.</summary>
    public string? Show { get; init; }

    /// <summary>Colour map, bounds and layer.</summary>
    public required PictureOptions Pictures { get; init; }

    /// <summary>Whether all pictures have the same bounds.</summary>
    public bool SharesBounds { get; init; }

    /// <summary>What is computed: a layer's relevance, restrictions to channels.</summary>
    public required ArrayExplainOptions Explain { get; init; }

    /// <summary>Whether pictures go to a file.</summary>
    public bool ToFile => Html is not null || Png is not null;
}
