using System.Text;
using LrpGen.Runtime;

namespace LrpGen.Text.Images;

/// <summary>A run at its place on a line.</summary>
/// <param name="Run">The glyphs.</param>
/// <param name="X">The left end.</param>
internal readonly record struct PlacedRun(GlyphRun Run, float X);

/// <summary>A line of text.</summary>
/// <param name="Runs">Its runs from left to right.</param>
/// <param name="Ascent">How far letters rise above the base line.</param>
/// <param name="Descent">How far they reach below it.</param>
internal sealed record TextLine(IReadOnlyList<PlacedRun> Runs, float Ascent, float Descent);

/// <summary>Breaks pieces of text into lines and puts each in its visual order.</summary>
/// <remarks>
/// A line breaks at white space, between words that have none between them (Chinese, Thai), and inside a word that is longer than a line,
/// between grapheme clusters. Paragraphs from right to left begin at the right.
/// </remarks>
internal static class TextLayout
{
    public static List<TextLine> Lines(IReadOnlyList<TextPiece> pieces, FontSet fonts, float size, float width)
    {
        var text = new StringBuilder();
        List<int> piece = [];
        List<TextLine> lines = [];
        bool rightToLeft = TextDirection.IsRightToLeft(string.Concat(pieces.Select(p => p.Text)));
        foreach ((int index, TextPiece part) in pieces.Index())
        {
            foreach (char c in part.Text)
            {
                if (c == '\n')
                {
                    End();
                    continue;
                }

                // A tab has no glyph.
                text.Append(c == '\t' ? ' ' : c);
                piece.Add(index);
            }
        }

        End();
        return lines;

        void End()
        {
            lines.AddRange(Paragraph(text.ToString(), [.. piece], fonts, size, width, rightToLeft));
            text.Clear();
            piece.Clear();
        }
    }

    private static IEnumerable<TextLine> Paragraph(string text, int[] piece, FontSet fonts, float size, float width, bool rightToLeft)
    {
        if (text.Any(char.IsLetter)) rightToLeft = TextDirection.IsRightToLeft(text);
        byte[] levels = BidiLevels.Of(text, rightToLeft);
        var shaper = new Shaper(text, piece, levels, fonts, size);
        foreach ((int start, int end) in Break(text, piece, shaper, width)) yield return Place(shaper.Shape(start, end), size, width, rightToLeft);
    }

    // Greedy: a line takes what fits.
    private static IEnumerable<(int Start, int End)> Break(string text, int[] piece, Shaper shaper, float width)
    {
        int lineStart = 0, lineEnd = 0;
        float used = 0;
        foreach ((int start, int end) in Atoms(text, piece, shaper, width))
        {
            // The gap before the atom counts only if the atom stays on the line.
            float needed = shaper.Measure(lineEnd, start) + shaper.Measure(start, end);
            if (lineEnd > lineStart && used + needed > width)
            {
                yield return (lineStart, lineEnd);
                (lineStart, used, needed) = (start, 0, shaper.Measure(start, end));
            }

            used += needed;
            lineEnd = end;
        }

        yield return (lineStart, lineEnd);
    }

    /// <summary>What stays together on a line, without the white space between.</summary>
    private static IEnumerable<(int Start, int End)> Atoms(string text, int[] piece, Shaper shaper, float width)
    {
        for (int at = 0; at < text.Length;)
        {
            if (IsGap(text[at]))
            {
                at++;
                continue;
            }

            int end = at + 1;
            while (end < text.Length && !IsGap(text[end]) && piece[end] == piece[at]) end++;
            if (shaper.Measure(at, end) <= width) yield return (at, end);
            else foreach ((int, int) part in Parts(text, at, end, shaper, width)) yield return part;
            at = end;
        }
    }

    private static IEnumerable<(int Start, int End)> Parts(string text, int start, int end, Shaper shaper, float width)
    {
        int from = start;
        float used = 0;
        foreach ((int at, int length) in Shaper.Clusters(text, start, end))
        {
            float needed = shaper.Measure(at, at + length);
            if (at > from && used + needed > width)
            {
                yield return (from, at);
                (from, used) = (at, 0);
            }

            used += needed;
        }

        yield return (from, end);
    }

    private static bool IsGap(char c) => char.IsWhiteSpace(c) && c is not ('\u00a0' or '\u202f' or '\u2007');

    private static TextLine Place(List<GlyphRun> runs, float size, float width, bool rightToLeft)
    {
        int[] order = BidiLevels.VisualOrder([.. runs.Select(run => run.Level)]);
        float x = rightToLeft ? width - runs.Sum(run => run.Width) : 0;
        List<PlacedRun> placed = [];
        foreach (int i in order)
        {
            placed.Add(new(runs[i], x));
            x += runs[i].Width;
        }

        float ascent = 0.9f * size, descent = 0.25f * size;
        foreach (FontFace face in runs.Select(run => run.Face).Distinct())
        {
            using SkiaSharp.SKFont font = face.At(size);
            ascent = Math.Max(ascent, -font.Metrics.Ascent);
            descent = Math.Max(descent, font.Metrics.Descent);
        }

        return new(placed, Math.Min(ascent, 2 * size), Math.Min(descent, size));
    }
}
