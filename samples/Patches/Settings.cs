using System.Collections.Immutable;

namespace Patches;

/// <summary>The command line, read and checked.</summary>
internal sealed record Settings
{
    /// <summary>PNG files to explain; none stands for the evaluation patches.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>A PNG file whose bright pixels are where the evidence lies in the image to explain, if it is known.</summary>
    public string? Mask { get; init; }

    /// <summary>Whether one method alone is measured.</summary>
    public bool OneMethod { get; init; }

    /// <summary>The model, and what is explained.</summary>
    public required ArraySettings Arrays { get; init; }

    /// <summary>How pictures look, and where they go.</summary>
    public required PictureSettings Pictures { get; init; }
}
