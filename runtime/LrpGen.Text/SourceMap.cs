using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace LrpGen.Text;

/// <summary>Carries offsets of a normalised text back to its source.</summary>
internal sealed class SourceMap
{
    private readonly int length;
    private readonly int[]? starts;
    private readonly int[]? ends;
    private readonly bool same;

    private SourceMap(int length, bool same, int[]? starts = null, int[]? ends = null)
    {
        this.length = length;
        this.same = same;
        this.starts = starts;
        this.ends = ends;
    }

    /// <summary>Finds how a normaliser came from a text to what it made of it.</summary>
    internal static SourceMap Build(string text, string? normalized, Normalizer? normalizer)
    {
        if (normalized is null || normalized == text) return new SourceMap(text.Length, same: true);
        if (normalizer is null) return new SourceMap(text.Length, same: false);

        var made = new StringBuilder(normalized.Length);
        int[] starts = new int[normalized.Length];
        int[] ends = new int[normalized.Length];
        for (int at = 0; at < text.Length;)
        {
            int end = at + StringInfo.GetNextTextElementLength(text.AsSpan(at));
            int from = made.Length;
            made.Append(normalizer.Normalize(text[at..end]));
            if (made.Length > normalized.Length) return new SourceMap(text.Length, same: false);
            starts.AsSpan(from..made.Length).Fill(at);
            ends.AsSpan(from..made.Length).Fill(end);
            at = end;
        }

        return made.Equals(normalized)
            ? new SourceMap(text.Length, same: false, starts, ends)
            : new SourceMap(text.Length, same: false);
    }

    /// <summary>The range of the source behind a range of the normalised text.</summary>
    internal (int Start, int End) Source(Range range)
    {
        int limit = starts?.Length ?? length;
        int start = Math.Clamp(range.Start.GetOffset(limit), 0, limit);
        int end = Math.Clamp(range.End.GetOffset(limit), start, limit);
        if (same) return (start, end);
        if (starts is null) return (0, length);
        return start == end ? (0, 0) : (starts[start], ends![end - 1]);
    }
}
