using System.Collections.Immutable;

namespace Digits;

/// <summary>How a digit is drawn.</summary>
internal enum Ink
{
    /// <summary>As its border says: paper is there.</summary>
    Auto,

    /// <summary>Bright on dark, as the model knows it.</summary>
    Bright,

    /// <summary>Dark on bright.</summary>
    Dark,
}

/// <summary>The command line, read and checked.</summary>
internal sealed record Settings
{
    /// <summary>PNG files to explain.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>How the digits are drawn.</summary>
    public Ink Ink { get; init; }

    /// <summary>The model, and what is explained.</summary>
    public required ArraySettings Arrays { get; init; }

    /// <summary>How pictures look, and where they go.</summary>
    public required PictureSettings Pictures { get; init; }
}
