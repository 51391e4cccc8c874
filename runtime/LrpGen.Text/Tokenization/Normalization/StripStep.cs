namespace LrpGen.Text.Tokenization;

/// <summary>Hugging Face's <c>Strip</c>: drops white space at the ends.</summary>
internal sealed class StripStep(bool left, bool right) : INormalizationStep
{
    public void Apply(AlignedText input, AlignedText output)
    {
        ReadOnlySpan<char> text = input.Chars;
        int start = 0;
        int end = text.Length;
        while (left && start < end && char.IsWhiteSpace(text[start])) start++;
        while (right && end > start && char.IsWhiteSpace(text[end - 1])) end--;
        output.Append(input, start, end);
    }
}
