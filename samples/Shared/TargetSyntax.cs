using System.Collections.Immutable;
using System.Globalization;
using LrpGen.Runtime;

namespace LrpGen.Samples;

/// <summary>What <c>--target</c> can say.</summary>
/// <remarks>
/// A contrast is written <c>a:b</c>, because a label may well hold a hyphen (<c>not-hate</c>). A label's own name always
/// wins, also where it looks like a number or holds a colon.
/// </remarks>
internal static class TargetSyntax
{
    /// <summary>Reads a target; <see langword="null"/> stands for every label.</summary>
    /// <exception cref="Failure">There is no such label.</exception>
    public static Target? Read(string text, ImmutableArray<string> labels)
    {
        if (Label(text, labels) is { } label) return Target.Label(label);
        if (text == "predicted") return Target.Predicted;
        if (text == "all") return null;
        for (int colon = text.IndexOf(':'); colon >= 0; colon = text.IndexOf(':', colon + 1))
        {
            if (Label(text[..colon], labels) is { } one && Label(text[(colon + 1)..], labels) is { } other)
            {
                return Target.Contrast(one, other);
            }
        }

        string names = string.Join(", ", labels.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"{name} ({i})")));
        string contrast = labels.Length > 1 ? $", or two of them as in {labels[^1]}:{labels[0]}" : "";
        throw Failure.Usage($"--target {Message.Quote(text)}: found no such label; needed predicted, all, one of {names}{contrast}.");
    }

    private static int? Label(string text, ImmutableArray<string> labels)
    {
        int index = labels.IndexOf(text);
        if (index >= 0) return index;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < labels.Length ? index : null;
    }
}
