namespace BreastCancer;

/// <summary>The command line, read and checked.</summary>
internal sealed record Settings
{
    /// <summary>File with a patient a line; <see langword="null"/> is standard input.</summary>
    public string? File { get; init; }

    /// <summary>The one patient to explain, from 1; <see langword="null"/> ranks the features over all.</summary>
    public int? Patient { get; init; }

    /// <summary>The model, and what is explained.</summary>
    public required ArraySettings Arrays { get; init; }

    /// <summary>Where the HTML page goes, if one is wanted.</summary>
    public string? Html { get; init; }

    /// <summary>Whether standard output gets CSV.</summary>
    public bool Csv { get; init; }

    /// <summary>How many features are shown.</summary>
    public int Top { get; init; }
}
