using System.Buffers;

namespace LrpGen.Text.Tokenization;

/// <summary><c>BertPreTokenizer</c>: words by white space, every punctuation character a part of its own.</summary>
internal sealed class BertSplit : ISplitStep
{
    // What lies in ASCII is punctuation, white space or neither.
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(0, 0x80).Where(c => !Runes.IsPunctuation(c) && !Runes.IsWhiteSpace(c)).Select(c => (char)c)]);

    public void Apply(SplitText text)
    {
        foreach ((int start, int end) in text.Parts)
        {
            int from = start;
            for (int at = start; at < end;)
            {
                int plain = text.Text.Chars[at..end].IndexOfAnyExcept(Plain);
                if (plain != 0)
                {
                    at = plain < 0 ? end : at + plain;
                    continue;
                }

                int rune = Runes.At(text.Text.Chars, at), width = Runes.Width(text.Text.Chars, at);
                bool isPunctuation = Runes.IsPunctuation(rune);
                if (isPunctuation || Runes.IsWhiteSpace(rune))
                {
                    text.Add(from, at);
                    if (isPunctuation) text.Add(at, at + width);
                    from = at + width;
                }

                at += width;
            }

            text.Add(from, end);
        }

        text.TakeParts();
    }
}
