namespace LrpGen.Text.Tokenization;

/// <summary>What ALBERT's class in transformers does before sentencepiece: single blanks, none at the ends, straight quotes.</summary>
internal sealed class AlbertCleaning : INormalizationStep
{
    /// <summary>The steps that follow.</summary>
    internal static IEnumerable<INormalizationStep> Accents(bool keep, bool lowercase)
    {
        if (!keep) yield return new UnicodeFormStep(compatibility: true, compose: false);
        if (!keep) yield return new StripCombiningStep();
        if (lowercase) yield return new LowercaseStep(finalSigma: true);
    }

    public void Apply(AlignedText input, AlignedText output)
    {
        ReadOnlySpan<char> text = input.Chars;
        int end = text.Length;
        while (end > 0 && IsSpace(text[end - 1])) end--;
        for (int at = 0; at < end;)
        {
            if (IsSpace(text[at]))
            {
                if (output.Length > 0 && output.Chars[^1] != ' ') output.Append(' ', input.Starts[at], input.Ends[at]);
                at++;
            }
            else if (text[at] is '`' or '\'' && at + 1 < end && text[at + 1] == text[at])
            {
                output.Append('"', input.Starts[at], input.Ends[at + 1]);
                at += 2;
            }
            else
            {
                output.Append(input, at, at + 1);
                at++;
            }
        }
    }

    // Python's str.split knows four separators more than Unicode's White_Space.
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    /// <summary>Python's <c>unicodedata.combining</c>: leaves out characters whose combining class is not 0.</summary>
    private sealed class StripCombiningStep : INormalizationStep
    {
        public void Apply(AlignedText input, AlignedText output)
        {
            for (int at = 0; at < input.Length;)
            {
                int width = Runes.Width(input.Chars, at);
                if (UnicodeData.CombiningClass(Runes.At(input.Chars, at)) == 0) output.Append(input, at, at + width);
                at += width;
            }
        }
    }
}

/// <summary>
/// What it does behind sentencepiece: a piece that ends in a digit and a comma, <c>9,</c>, is cut again without the comma, which becomes a
/// piece of its own.
/// </summary>
internal sealed class AlbertDigits(ITokenModel vocabulary, SentencePieceModel model)
{
    private readonly SentencePieceNormalizer normalizer = new(model);

    internal void Apply(List<EncodedToken> tokens, int first, Scratch scratch)
    {
        for (int i = first; i < tokens.Count; i++)
        {
            EncodedToken token = tokens[i];
            if (token.IsUnknown || token.Piece.Length < 2 || token.Piece[^1] != ',' || !char.IsDigit(token.Piece[^2])) continue;

            List<EncodedToken> parts = Cut(token, scratch);
            int comma = vocabulary.Find(",");
            parts.Add(new EncodedToken(
                comma < 0 ? vocabulary.UnknownId : comma, ",", token.End - 1, token.End, IsSpecial: false, Sequence: 0, TypeId: 0, comma < 0));
            tokens.RemoveAt(i);
            tokens.InsertRange(i, parts);
            i += parts.Count - 1;
        }
    }

    private List<EncodedToken> Cut(EncodedToken token, Scratch scratch)
    {
        string text = token.Piece[..^1].Replace($"{TextPipeline.Blank}", "", StringComparison.Ordinal);
        scratch.Current.SetSource(text, 0);
        scratch.Next.Clear();
        normalizer.Apply(scratch.Current, scratch.Next);
        scratch.Swap();
        List<EncodedToken> parts = [];
        if (scratch.Current.Length > 0) vocabulary.Encode(scratch.Current, 0, scratch.Current.Length, findControl: false, scratch, parts);

        // The number had no blank before it, so the one that sentencepiece put there goes.
        if (token.Piece[0] != TextPipeline.Blank && parts.Count > 0 && parts[0].Piece.StartsWith(TextPipeline.Blank))
        {
            string rest = parts[0].Piece[1..];
            if (rest.Length == 0) parts.RemoveAt(0);
            else if (vocabulary.Find(rest) is int id) parts[0] = parts[0] with { Id = id < 0 ? vocabulary.UnknownId : id, Piece = rest, IsUnknown = id < 0 };
        }

        // Places inside of a piece whose characters are those of the source.
        int start = token.Start;
        for (int i = 0; i < parts.Count; i++)
        {
            int end = Math.Min(start + parts[i].Piece.Count(c => c != TextPipeline.Blank), token.End - 1);
            parts[i] = parts[i] with { Start = start, End = Math.Max(start, end) };
            start = Math.Max(start, end);
        }

        return parts;
    }
}
