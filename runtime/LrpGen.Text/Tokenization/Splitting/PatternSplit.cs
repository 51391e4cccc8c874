namespace LrpGen.Text.Tokenization;

/// <summary>Cuts at the matches of a pattern: Hugging Face's <c>Split</c>, <c>WhitespaceSplit</c>, <c>Punctuation</c>, <c>Digits</c>.</summary>
/// <param name="pattern">What is looked for.</param>
/// <param name="behavior">What becomes of matches.</param>
/// <param name="invert">Whether what lies between matches counts as match, and the other way round.</param>
internal sealed class PatternSplit(ITextPattern pattern, SplitBehavior behavior, bool invert = false) : ISplitStep
{
    public void Apply(SplitText text)
    {
        foreach ((int start, int end) in text.Parts)
        {
            Cut(text, start, end);
        }

        text.TakeParts();
    }

    private void Cut(SplitText text, int start, int end)
    {
        ReadOnlySpan<char> part = text.Text.Chars[start..end];
        int open = 0;            // Where the part that is not finished begins.
        bool afterMatch = false; // Whether that part ends in a match.
        for (int at = 0, from = 0; from < part.Length;)
        {
            // From one segment to the next: what lies before a match, then the match.
            at = pattern.Next(part, at, out int length);
            if (at > from) Segment(from, at, isMatch: invert);
            if (length > 0) Segment(at, at + length, isMatch: !invert);
            at += length;
            from = at;
        }

        text.Add(start + open, end);

        void Segment(int from, int to, bool isMatch)
        {
            bool joins = behavior switch
            {
                SplitBehavior.Contiguous => afterMatch == isMatch,
                SplitBehavior.MergedWithPrevious => isMatch && !afterMatch,
                SplitBehavior.MergedWithNext => afterMatch && !isMatch,
                _ => false,
            };
            if (!joins && from > open) text.Add(start + open, start + from);
            if (!joins) open = from;
            if (behavior == SplitBehavior.Removed && isMatch) open = to;
            afterMatch = isMatch;
        }
    }
}
