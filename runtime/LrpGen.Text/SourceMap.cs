using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace LrpGen.Text;

/// <summary>Carries offsets of a normalised text back to its source.</summary>
internal sealed class SourceMap
{
    private readonly string text;
    private readonly int[]? starts;
    private readonly int[]? ends;
    private readonly bool same;

    private SourceMap(string text, bool same, int[]? starts = null, int[]? ends = null)
    {
        this.text = text;
        this.same = same;
        this.starts = starts;
        this.ends = ends;
    }

    /// <summary>Finds how a normaliser came from a text to what it made of it.</summary>
    internal static SourceMap Build(string text, string? normalized, Normalizer? normalizer)
    {
        if (normalized is null || normalized == text) return new SourceMap(text, same: true);
        if (normalizer is null) return new SourceMap(text, same: false);

        var made = new StringBuilder(normalized.Length);
        int[] starts = new int[normalized.Length];
        int[] ends = new int[normalized.Length];
        for (int at = 0; at < text.Length;)
        {
            int end = at + StringInfo.GetNextTextElementLength(text.AsSpan(at));
            int from = made.Length;
            made.Append(normalizer.Normalize(text[at..end]));
            if (made.Length > normalized.Length) return new SourceMap(text, same: false);
            starts.AsSpan(from..made.Length).Fill(at);
            ends.AsSpan(from..made.Length).Fill(end);
            at = end;
        }

        return made.Equals(normalized)
            ? new SourceMap(text, same: false, starts, ends)
            : new SourceMap(text, same: false);
    }

    /// <summary>The range of the source behind a range of the normalised text. It holds whole characters: never half of a surrogate pair.</summary>
    internal (int Start, int End) Source(Range range)
    {
        int limit = starts?.Length ?? text.Length;
        int start = Math.Clamp(range.Start.GetOffset(limit), 0, limit);
        int end = Math.Clamp(range.End.GetOffset(limit), start, limit);
        if (same) return (start - (IsInsidePair(start) ? 1 : 0), end + (IsInsidePair(end) ? 1 : 0));
        if (starts is null) return (0, text.Length);
        if (start < end) return (starts[start], ends![end - 1]);

        // A token of no characters of its own still has its place.
        int place = start < limit ? starts[start] : text.Length;
        return (place, place);
    }

    private bool IsInsidePair(int at) => at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]);
}
