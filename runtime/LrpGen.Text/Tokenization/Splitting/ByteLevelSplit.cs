using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>
/// <c>ByteLevel</c>: cuts by GPT-2's expression unless another step did, and writes every byte of UTF-8 as a character that can be seen.
/// All bytes of a character have its range.
/// </summary>
internal sealed class ByteLevelSplit(bool addPrefixSpace, bool useRegex) : ISplitStep
{
    private static readonly PatternSplit Words = new(
        new BytePattern(BytePattern.Prefix.Blank, int.MaxValue, ignoreCase: false), SplitBehavior.Isolated);

    public void Apply(SplitText text)
    {
        if (addPrefixSpace) AddPrefix(text);
        if (useRegex) Words.Apply(text);

        AlignedText from = text.Text, to = text.NextText;
        Span<byte> bytes = stackalloc byte[4];
        foreach ((int start, int end) in text.Parts)
        {
            int open = to.Length;
            for (int at = start; at < end;)
            {
                if (from.Chars[at] < 0x80)
                {
                    to.Append(ByteCharacters.Of((byte)from.Chars[at]), from.Starts[at], from.Ends[at]);
                    at++;
                    continue;
                }

                int width = Runes.Width(from.Chars, at);
                int count = new Rune(Runes.At(from.Chars, at)).EncodeToUtf8(bytes);
                for (int i = 0; i < count; i++) to.Append(ByteCharacters.Of(bytes[i]), from.Starts[at], from.Ends[at]);
                at += width;
            }

            text.Add(open, to.Length);
        }

        text.TakeText();
    }

    private static void AddPrefix(SplitText text)
    {
        AlignedText from = text.Text, to = text.NextText;
        foreach ((int start, int end) in text.Parts)
        {
            int open = to.Length;
            if (from.Chars[start] != ' ') to.Append(' ', from.Starts[start], from.Ends[start]);
            to.Append(from, start, end);
            text.Add(open, to.Length);
        }

        text.TakeText();
    }
}
