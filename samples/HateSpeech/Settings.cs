using System.Collections.Immutable;
using LrpGen.Runtime;

namespace HateSpeech;

/// <summary>The command line, read and checked.</summary>
internal sealed record Settings
{
    /// <summary>Texts given as arguments; empty when they come from a file or standard input.</summary>
    public required ImmutableArray<string> Texts { get; init; }

    /// <summary>File with one text a line; <see langword="null"/> is standard input.</summary>
    public string? File { get; init; }

    /// <summary>Whether bytes that are not UTF-8 are read as U+FFFD.</summary>
    public bool Lossy { get; init; }

    /// <summary>Folder with the weights and the tokenizer.</summary>
    public required string Model { get; init; }

    /// <summary>What is explained; <see langword="null"/> is every label.</summary>
    public required Target? Target { get; init; }

    /// <summary>How it is explained.</summary>
    public required MethodDescription Method { get; init; }

    /// <summary>Where the HTML page goes, if one is wanted.</summary>
    public string? Html { get; init; }

    /// <summary>Whether standard output gets JSON lines.</summary>
    public bool Json { get; init; }

    /// <summary>How many words the tables of the strongest ones hold.</summary>
    public int Top { get; init; }

    /// <summary>Whether colour is forbidden.</summary>
    public bool Plain { get; init; }

    /// <summary>Batches that are explained at the same time.</summary>
    public int Threads { get; init; }

    /// <summary>Tokens in a batch, about.</summary>
    public int Batch { get; init; }
}
