namespace LrpGen.Runtime;

/// <summary>Finds the paragraphs of a text: what stands between empty lines, or between paragraph separators (U+2029).</summary>
internal static class ParagraphBoundaries
{
    /// <summary>The paragraphs without the white space around them.</summary>
    public static List<(int Start, int End)> Split(string text)
    {
        var paragraphs = new List<(int Start, int End)>();
        int start = -1, end = 0, lineEnds = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                bool second = text[at] == '\n' && at > 0 && text[at - 1] == '\r';
                if (text[at] == '\u2029') lineEnds = 2;
                else if (SentenceBoundaries.IsLineEnd(text[at]) && !second) lineEnds++;
                continue;
            }

            if (start >= 0 && lineEnds >= 2)
            {
                paragraphs.Add((start, end));
                start = -1;
            }

            if (start < 0) start = at;
            (end, lineEnds) = (at + 1, 0);
        }

        if (start >= 0) paragraphs.Add((start, end));
        return paragraphs;
    }
}
