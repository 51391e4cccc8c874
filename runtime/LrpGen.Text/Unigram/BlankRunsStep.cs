namespace LrpGen.Text.Unigram;

/// <summary>
/// Hugging Face's <c>Replace</c> with the regular expression <c>" {2,}"</c>, the one that converters of SentencePiece
/// models write: two or more blanks become another text, which has the range of the last blank.
/// </summary>
internal sealed class BlankRunsStep(string replacement) : INormalizationStep
{
    internal const string Pattern = " {2,}";

    public void Apply(AlignedText input, AlignedText output)
    {
        ReadOnlySpan<char> text = input.Chars;
        for (int at = 0; at < text.Length;)
        {
            int end = at;
            while (end < text.Length && text[end] == ' ') end++;

            if (end - at >= 2)
            {
                foreach (char c in replacement) output.Append(c, input.Starts[end - 1], input.Ends[end - 1]);
                at = end;
            }
            else
            {
                output.Append(input, at, at + 1);
                at++;
            }
        }
    }
}
