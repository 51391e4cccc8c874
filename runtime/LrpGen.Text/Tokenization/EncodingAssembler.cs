using System.Buffers;
using System.Runtime.InteropServices;

namespace LrpGen.Text.Tokenization;

/// <summary>Makes an encoding of the tokens of one or two texts: cuts them to the limit and puts special tokens around.</summary>
internal sealed class EncodingAssembler(
    TokenTemplate template, bool addSpecialTokens, TruncationSide side, TruncationStrategy strategy)
{
    // The blank of byte-level pieces, and white space of added tokens.
    private static readonly SearchValues<char> Blanks =
        SearchValues.Create([ByteCharacters.Of((byte)' '), .. Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(char.IsWhiteSpace)]);

    private readonly int pairSpecial = addSpecialTokens ? template.PairParts.Count(p => p.IsSpecial) : 0;

    /// <summary>How many special tokens stand around one text.</summary>
    internal int SingleSpecial { get; } = addSpecialTokens ? template.Single.Count(p => p.IsSpecial) : 0;

    /// <summary>Assembles an encoding.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> has no room for the special tokens.</exception>
    internal TextEncoding Assemble(string text, string? pair, List<EncodedToken> first, List<EncodedToken> second, int maxTokens)
    {
        int special = pair is null ? SingleSpecial : pairSpecial;
        if (maxTokens < special)
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxTokens), maxTokens, $"found room for {maxTokens} tokens, needed at least {special} for the special ones");
        }

        (int keepFirst, int keepSecond) = TruncationRoom.Keep(first.Count, second.Count, pair is not null, maxTokens - special, strategy);
        var tokens = new EncodedToken[keepFirst + keepSecond + special];
        int count = 0;
        foreach (TemplatePart part in pair is null ? template.Single : template.PairParts)
        {
            if (!part.IsSpecial)
            {
                List<EncodedToken> source = part.Sequence == 0 ? first : second;
                int keep = part.Sequence == 0 ? keepFirst : keepSecond;
                int from = side == TruncationSide.Right ? 0 : source.Count - keep;
                if (template.Trim == OffsetTrim.None && part is { Sequence: 0, TypeId: 0 })
                {
                    CollectionsMarshal.AsSpan(source).Slice(from, keep).CopyTo(tokens.AsSpan(count));
                    count += keep;
                    continue;
                }

                bool isFirst = true;
                foreach (EncodedToken token in CollectionsMarshal.AsSpan(source).Slice(from, keep))
                {
                    tokens[count++] = Trimmed(token, part.Sequence == 0 ? text : pair!, isFirst) with { Sequence = part.Sequence, TypeId = part.TypeId };
                    isFirst = false;
                }
            }
            else if (addSpecialTokens)
            {
                tokens[count++] = new EncodedToken(part.Id, part.Piece, 0, 0, IsSpecial: true, Sequence: -1, part.TypeId);
            }
        }

        return new TextEncoding(
            text,
            pair,
            ImmutableCollectionsMarshal.AsImmutableArray(tokens),
            first.Count + second.Count + special,
            Cut(first, keepFirst, text.Length),
            Cut(second, keepSecond, pair?.Length ?? 0));
    }

    /// <summary>The ids of one text that is not cut.</summary>
    internal int[] AssembleIds(List<EncodedToken> tokens)
    {
        int[] ids = new int[tokens.Count + SingleSpecial];
        int count = 0;
        foreach (TemplatePart part in template.Single)
        {
            if (part.IsSpecial)
            {
                if (addSpecialTokens) ids[count++] = part.Id;
                continue;
            }

            foreach (ref readonly EncodedToken token in CollectionsMarshal.AsSpan(tokens)) ids[count++] = token.Id;
        }

        return ids;
    }

    /// <summary>The token without blanks at the ends of its range, where the template says so.</summary>
    private EncodedToken Trimmed(EncodedToken token, string source, bool isFirst)
    {
        if (template.Trim == OffsetTrim.None) return token;

        int leading = token.Piece.AsSpan().IndexOfAnyExcept(Blanks), trailing = 0;
        if (leading < 0) leading = token.Piece.Length;
        while (trailing < token.Piece.Length && Blanks.Contains(token.Piece[^(trailing + 1)])) trailing++;

        // The one blank of a first token was put there and is not the text's; of several, none was put there.
        if (leading == 1 && template.Trim == OffsetTrim.BlanksButTheFirst && (isFirst || token.Start == 0)) leading = 0;

        // A blank of the piece is a character of the range, whatever that is.
        (int start, int end) = (token.Start, token.End);
        for (; leading > 0 && start < token.End; leading--) start += IsPair(source, start) ? 2 : 1;
        for (; trailing > 0 && end > start; trailing--) end -= IsPair(source, end - 2) ? 2 : 1;
        return token with { Start = start, End = end };
    }

    // The source may have half a pair alone.
    private static bool IsPair(string text, int at) => at >= 0 && at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]);

    /// <summary>The part of the text that goes with the tokens that are not kept.</summary>
    private TextSpan Cut(List<EncodedToken> tokens, int keep, int textLength)
    {
        if (keep == tokens.Count) return default;
        if (keep == 0) return new TextSpan(0, textLength);
        return side == TruncationSide.Right
            ? new TextSpan(tokens[keep].Start, textLength)
            : new TextSpan(0, tokens[tokens.Count - keep - 1].End);
    }
}
