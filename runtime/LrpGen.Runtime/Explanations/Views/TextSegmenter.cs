using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>
/// Cuts a source text into words and what lies between them, without a cut inside a word or a grapheme cluster:
/// a cut there would break the shape of Arabic and Indic letters and take emoji apart.
/// </summary>
internal static class TextSegmenter
{
    /// <summary>The segments of a sequence. Together they are the whole source.</summary>
    public static List<TextSegment> Segments(TextExplanation explanation, int sequence)
    {
        string text = explanation.Source(sequence);
        Unseen[] unseen = UnseenCharacters(explanation, sequence, text.Length);
        bool[] boundary = Boundaries(text);
        var segments = new List<TextSegment>();
        int position = 0;
        for (int w = 0; w < explanation.Words.Length; w++)
        {
            WordRelevance word = explanation.Words[w];
            if (word.Sequence != sequence) continue;
            int start = Math.Clamp(word.Start, 0, text.Length), end = Math.Clamp(word.End, start, text.Length);
            if (start == end) continue;
            while (!boundary[start]) start--;
            while (!boundary[end]) end++;
            start = Math.Max(start, position);
            if (end <= start) continue;
            AddBetween(segments, unseen, boundary, position, start);
            Unseen kind = Of(unseen, start, end);
            segments.Add(new(start, end, w, kind == Unseen.None && !word.IsSeen ? Unseen.Deleted : kind));
            position = end;
        }

        AddBetween(segments, unseen, boundary, position, text.Length);
        return segments;
    }

    /// <summary>Cuts between words where it changes what the model saw.</summary>
    private static void AddBetween(List<TextSegment> segments, Unseen[] unseen, bool[] boundary, int start, int end)
    {
        while (start < end)
        {
            int next = Next(boundary, start, end);
            Unseen kind = Of(unseen, start, next);
            while (next < end && Of(unseen, next, Next(boundary, next, end)) == kind) next = Next(boundary, next, end);
            segments.Add(new(start, next, -1, kind));
            start = next;
        }
    }

    private static int Next(bool[] boundary, int position, int end)
    {
        do position++;
        while (position < end && !boundary[position]);
        return position;
    }

    /// <summary>Whatever the model did not see of a range.</summary>
    public static Unseen Of(Unseen[] unseen, int start, int end)
    {
        Unseen all = Unseen.None;
        for (int i = start; i < end; i++) all |= unseen[i];
        return all;
    }

    /// <summary>For every UTF-16 unit of a sequence, whether the model saw it.</summary>
    public static Unseen[] UnseenCharacters(TextExplanation explanation, int sequence, int length)
    {
        var unseen = new Unseen[length];
        foreach (UnseenRange range in explanation.UnseenCharacters)
        {
            if (range.Sequence == sequence) Mark(range.Start, range.End, Kind(range.Reason));
        }

        if (explanation.Truncation is { } cut && cut.Sequence == sequence) Mark(cut.UnseenStart, length, Unseen.Truncated);
        return unseen;

        void Mark(int start, int end, Unseen kind)
        {
            for (int i = Math.Max(0, start); i < Math.Min(end, length); i++) unseen[i] |= kind;
        }
    }

    private static Unseen Kind(UnseenReason reason) => reason switch
    {
        UnseenReason.Unknown => Unseen.Unknown,
        UnseenReason.Deleted => Unseen.Deleted,
        _ => Unseen.Truncated,
    };

    /// <summary>True where a grapheme cluster starts, and at the end.</summary>
    private static bool[] Boundaries(string text)
    {
        var boundary = new bool[text.Length + 1];
        for (int i = 0; i < text.Length; i += StringInfo.GetNextTextElementLength(text, i)) boundary[i] = true;
        boundary[text.Length] = true;
        return boundary;
    }
}
