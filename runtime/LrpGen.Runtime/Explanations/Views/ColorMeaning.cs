namespace LrpGen.Runtime;

/// <summary>Says in words what the colours mean.</summary>
internal static class ColorMeaning
{
    /// <summary>One line.</summary>
    /// <param name="target">The target, safe to show.</param>
    /// <param name="parts">What has colours: words, sentences, …</param>
    /// <param name="full">The relevance behind full colour.</param>
    /// <param name="palette">The colours.</param>
    public static string Of(string target, string parts, string full, RelevancePalette palette) =>
        $"{Before(parts, palette)}{target}{After(full, palette)}";

    /// <summary>What stands before the target.</summary>
    public static string Before(string parts, RelevancePalette palette) =>
        $"{palette.PositiveHue[..1].ToUpperInvariant()}{palette.PositiveHue[1..]} {parts} spoke for “";

    /// <summary>What stands behind it.</summary>
    public static string After(string full, RelevancePalette palette) => $"”, {palette.NegativeHue} ones against it; colours are full at {full}.";
}
