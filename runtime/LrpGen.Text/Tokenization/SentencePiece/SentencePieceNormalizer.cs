namespace LrpGen.Text.Tokenization;

/// <summary>
/// sentencepiece's normalisation: the longest key of the charsmap at every place, blanks written as U+2581 and, where the model says so, one
/// blank between words, none at the ends, and one put before the text.
/// </summary>
/// <remarks>
/// The ranges are finer than sentencepiece's own, which give a token the blanks before it and deleted characters behind
/// it: here all characters of a replacement have the range of what was replaced, and a blank has the range of the
/// character after it, as in Hugging Face's tokenizers. So no token covers white space or a character that was deleted.
/// </remarks>
internal sealed class SentencePieceNormalizer(SentencePieceModel model) : INormalizationStep
{
    private const int RangeOfNext = -1;

    public void Apply(AlignedText input, AlignedText output)
    {
        ReadOnlySpan<char> text = input.Chars;
        int at = 0;
        while (model.RemoveExtraWhiteSpace && at < text.Length && Next(text, at, out int skipped) is " ") at += skipped;
        if (at == text.Length) return;

        if (model.AddDummyPrefix) output.Append(TextPipeline.Blank, RangeOfNext, RangeOfNext);
        bool afterBlank = model.RemoveExtraWhiteSpace;
        ReadOnlySpan<int> starts = input.Starts, ends = input.Ends;
        while (at < text.Length)
        {
            // Nearly all characters are neither replaced nor the beginning of a user's piece.
            char kept = text[at];
            if (kept != ' ' && model.Charsmap.IsKept(text, at) && !model.UserDefined.CanBeginWith(kept))
            {
                output.Append(kept, starts[at], ends[at]);
                afterBlank = false;
                at++;
                continue;
            }

            ReadOnlySpan<char> part = Next(text, at, out int length);
            if (afterBlank) part = part.TrimStart(' ');
            int start = starts[at];
            int end = ends[at + length - 1];
            foreach (char c in part)
            {
                if (c != ' ') output.Append(c, start, end);
                else if (model.RemoveExtraWhiteSpace) output.Append(TextPipeline.Blank, RangeOfNext, RangeOfNext);
                else output.Append(TextPipeline.Blank, start, end);
            }

            if (!part.IsEmpty) afterBlank = model.RemoveExtraWhiteSpace && part[^1] == ' ';
            at += length;
        }

        int last = output.Length;
        while (model.RemoveExtraWhiteSpace && last > 0 && output.Chars[last - 1] == TextPipeline.Blank) last--;
        output.Shorten(last);
        for (int i = last - 2; i >= 0; i--)
        {
            if (output.Starts[i] == RangeOfNext) output.SetRange(i, output.Starts[i + 1], output.Ends[i + 1]);
        }
    }

    /// <summary>What the next characters of the text become, and how many they are.</summary>
    private ReadOnlySpan<char> Next(ReadOnlySpan<char> text, int at, out int length)
    {
        length = model.UserDefined.Longest(text[at..], out _);
        if (length > 0) return text.Slice(at, length);
        if (model.Charsmap.TryFindLongest(text[at..], out ReadOnlySpan<char> replacement, out length)) return replacement;

        length = char.IsHighSurrogate(text[at]) ? 2 : 1;
        return text.Slice(at, length);
    }
}
