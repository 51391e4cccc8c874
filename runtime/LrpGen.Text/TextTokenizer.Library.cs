using System.Buffers;
using LrpGen.Text.Tokenization;
using Microsoft.ML.Tokenizers;

namespace LrpGen.Text;

/// <content>What <see cref="Tokenizer"/> asks of a tokenizer.</content>
public sealed partial class TextTokenizer
{
    /// <summary>Encodes a text as the library's tokens, whose offsets are ranges of the source text.</summary>
    /// <remarks>
    /// Special tokens are included (<see cref="TextTokenizerOptions.AddSpecialTokens"/>) and count: where
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
        if (settings.MaxTokenCount == int.MaxValue)
        {
            ReadOnlySpan<char> whole = text ?? textSpan;
            Scratch scratch = Scratch.Rent();
            pipeline.Encode(whole, Options.SpecialStrings, scratch, scratch.Tokens);
            int[] ids = assembler.AssembleIds(scratch.Tokens);
            Scratch.Return(scratch);
            return new EncodeResults<int> { Tokens = ids, CharsConsumed = whole.Length };
        }

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

    /// <summary>The text of ids. Special tokens are left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id lies outside of the vocabulary.</exception>
    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        List<string> pieces = [];
        foreach (int id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, pipeline.IdCount);
            if (!pipeline.IsSpecial(id)) pieces.Add(pipeline.Piece(id));
        }

        return pieces.Count == 0 ? "" : pipeline.Decode(pieces);
    }

    /// <summary>The text of as many ids as there is room for. Special tokens are left out.</summary>
    /// <remarks>A piece can change what the pieces before it become, so that the text of a part is found by decoding that part.</remarks>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int[] all = [.. ids];
        (idsConsumed, charsWritten) = (0, 0);
        int known = Array.FindIndex(all, id => (uint)id >= (uint)pipeline.IdCount);
        int count = known < 0 ? all.Length : known;
        string text = Decode(all.Take(count));
        bool fits = text.Length <= destination.Length;

        // The longest beginning that fits, by halving: more ids never make less text.
        for (int low = 0, high = fits ? -1 : count - 1; low <= high;)
        {
            int middle = (low + high) / 2;
            string part = Decode(all.Take(middle));
            if (part.Length > destination.Length)
            {
                high = middle - 1;
                continue;
            }

            (text, count) = (part, middle);
            low = middle + 1;
        }

        if (text.Length > destination.Length) (text, count) = ("", 0);
        text.CopyTo(destination);
        (idsConsumed, charsWritten) = (count, text.Length);
        return !fits ? OperationStatus.DestinationTooSmall : known < 0 ? OperationStatus.Done : OperationStatus.InvalidData;
    }

    /// <summary>Encodes with the library's limit, and finds the end (or the beginning) of the text that fits.</summary>
    private TextEncoding EncodePart(string? text, ReadOnlySpan<char> span, int maxTokens, bool fromEnd, out int index)
    {
        text ??= span.ToString();
        TextTokenizer tokenizer = this;
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
