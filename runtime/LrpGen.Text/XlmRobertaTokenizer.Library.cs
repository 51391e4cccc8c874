using System.Buffers;
using System.Text;
using LrpGen.Text.Unigram;
using Microsoft.ML.Tokenizers;

namespace LrpGen.Text;

/// <content>What <see cref="Tokenizer"/> asks of a tokenizer.</content>
public sealed partial class XlmRobertaTokenizer
{
    /// <summary>Encodes a text as the library's tokens, whose offsets are ranges of the source text.</summary>
    /// <remarks>
    /// Special tokens are included (<see cref="XlmRobertaTokenizerOptions.AddSpecialTokens"/>) and count: where
    /// <c>MaxTokenCount</c> is reached, tokens of the text go first. Normalisation and splitting are part of the model, so
    /// the settings that leave them out change nothing, and there is no normalised text that offsets point into.
    /// </remarks>
    protected override EncodeResults<Microsoft.ML.Tokenizers.EncodedToken> EncodeToTokens(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        TextEncoding encoding = EncodePart(text, textSpan, settings.MaxTokenCount, fromEnd: false, out int consumed);
        var tokens = new Microsoft.ML.Tokenizers.EncodedToken[encoding.Tokens.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            EncodedToken token = encoding.Tokens[i];
            tokens[i] = new(token.Id, token.Piece, token.Start..token.End);
        }

        return new EncodeResults<Microsoft.ML.Tokenizers.EncodedToken> { Tokens = tokens, CharsConsumed = consumed };
    }

    /// <inheritdoc/>
    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        TextEncoding encoding = EncodePart(text, textSpan, settings.MaxTokenCount, fromEnd: false, out int consumed);
        return new EncodeResults<int> { Tokens = encoding.ToIds(), CharsConsumed = consumed };
    }

    /// <inheritdoc/>
    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings) =>
        EncodePart(text, textSpan, settings.MaxTokenCount, fromEnd: false, out _).Tokens.Length;

    /// <inheritdoc/>
    protected override int GetIndexByTokenCount(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        normalizedText = null;
        TextEncoding encoding = EncodePart(text, textSpan, settings.MaxTokenCount, fromEnd, out int index);
        tokenCount = encoding.Tokens.Length;
        return index;
    }

    /// <summary>The text of ids: pieces joined, with blanks between words. Special tokens are left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id lies outside of the vocabulary.</exception>
    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var text = new StringBuilder();
        foreach (int id in ids) AppendDecoded(text, id);
        return text.ToString();
    }

    /// <inheritdoc/>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        idsConsumed = 0;
        charsWritten = 0;
        var text = new StringBuilder();
        foreach (int id in ids)
        {
            int from = text.Length;
            if ((uint)id >= (uint)pipeline.IdCount) return OperationStatus.InvalidData;
            AppendDecoded(text, id);
            if (text.Length > destination.Length) return OperationStatus.DestinationTooSmall;

            text.CopyTo(from, destination[from..], text.Length - from);
            charsWritten = text.Length;
            idsConsumed++;
        }

        return OperationStatus.Done;
    }

    private void AppendDecoded(StringBuilder text, int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, pipeline.IdCount);
        if (pipeline.IsSpecial(id)) return;

        foreach (char c in pipeline.Piece(id))
        {
            // The blank before the first word is the model's, not the text's.
            if (c != UnigramPipeline.Blank) text.Append(c);
            else if (text.Length > 0) text.Append(' ');
        }
    }

    /// <summary>Encodes with the library's limit, and finds the end (or the beginning) of the text that fits.</summary>
    private TextEncoding EncodePart(string? text, ReadOnlySpan<char> span, int maxTokens, bool fromEnd, out int index)
    {
        text ??= span.ToString();
        XlmRobertaTokenizer tokenizer = this;
        TruncationSide side = fromEnd ? TruncationSide.Left : TruncationSide.Right;

        // The library's limit is the caller's, who may ask for less than the special tokens take.
        bool room = maxTokens >= assembler.SingleSpecial;
        if (side != Options.TruncationSide || !room)
        {
            tokenizer = With(Options with { TruncationSide = side, AddSpecialTokens = Options.AddSpecialTokens && room });
        }

        TextEncoding encoding = tokenizer.Encode(text, Math.Max(0, maxTokens));
        index = fromEnd ? encoding.Truncated.End : encoding.IsTruncated ? encoding.Truncated.Start : text.Length;
        return encoding;
    }
}
