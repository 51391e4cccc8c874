using System.Collections.Immutable;
using System.Globalization;
using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>Finds the characters of a text that no known token covers.</summary>
internal static class UnseenText
{
    private enum Coverage : byte
    {
        None,
        Unknown,
        Seen,
    }

    internal static ImmutableArray<UnseenSpan> Find(TextEncoding encoding, string text, int sequence)
    {
        Coverage[] coverage = Cover(encoding, text, sequence);
        TextSpan truncated = sequence == 0 ? encoding.Truncated : encoding.TruncatedPair;
        var unseen = ImmutableArray.CreateBuilder<UnseenSpan>();
        for (int at = 0; at < text.Length;)
        {
            // Clusters, not characters: where a letter and its mark became one character, the token covers the letter.
            int end = at + StringInfo.GetNextTextElementLength(text.AsSpan(at));
            if (!char.IsWhiteSpace(text[at]) && Reason(coverage.AsSpan(at..end), at, truncated) is { } reason)
            {
                if (unseen.Count > 0 && unseen[^1].End == at && unseen[^1].Reason == reason)
                {
                    unseen[^1] = unseen[^1] with { End = end };
                }
                else
                {
                    unseen.Add(new UnseenSpan(at, end, reason));
                }
            }

            at = end;
        }

        return unseen.DrainToImmutable();
    }

    private static Coverage[] Cover(TextEncoding encoding, string text, int sequence)
    {
        var coverage = new Coverage[text.Length];
        foreach (EncodedToken token in encoding.Tokens)
        {
            if (token.IsSpecial || token.Sequence != sequence || IsBlankOnly(token, text)) continue;
            Coverage kind = token.IsUnknown ? Coverage.Unknown : Coverage.Seen;
            for (int i = token.Start; i < token.End; i++) coverage[i] = kind > coverage[i] ? kind : coverage[i];
        }

        return coverage;
    }

    /// <summary>True for the blank before a word: it has the range of the word's first character, but says nothing of it.</summary>
    private static bool IsBlankOnly(EncodedToken token, string text) =>
        token.Piece is [Tokenization.TextPipeline.Blank] && !text.AsSpan(token.Start..token.End).Contains(Tokenization.TextPipeline.Blank);

    private static UnseenReason? Reason(ReadOnlySpan<Coverage> cluster, int at, TextSpan truncated)
    {
        // A cluster with a known and an unknown part was not seen as it is.
        if (cluster.Contains(Coverage.Unknown)) return UnseenReason.Unknown;
        if (cluster.Contains(Coverage.Seen)) return null;
        return at >= truncated.Start && at < truncated.End ? UnseenReason.Truncated : UnseenReason.Deleted;
    }
}
