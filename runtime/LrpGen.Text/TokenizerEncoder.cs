using System.Collections.Immutable;
using LrpGen.Text.Tokenization;
using Microsoft.ML.Tokenizers;

namespace LrpGen.Text;

/// <summary>Puts any tokenizer of Microsoft.ML.Tokenizers before a model.</summary>
/// <remarks>
/// The tokenizer has to give the tokens of the text alone; special tokens come from the options. Its offsets point into
/// its normalised text. They are carried back to the source cluster by cluster; where the normaliser does not work
/// cluster by cluster, every token gets the range of the whole text, which is honest, if of little use.
/// </remarks>
public sealed class TokenizerEncoder : ITextEncoder
{
    private readonly Tokenizer tokenizer;
    private readonly TokenizerEncoderOptions options;
    private readonly EncodingAssembler assembler;

    /// <summary>Wraps a tokenizer, which has to be safe to use from several threads where this is used so.</summary>
    public TokenizerEncoder(Tokenizer tokenizer, TokenizerEncoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(options);
        if (tokenizer is TextTokenizer)
        {
            throw new ArgumentException($"{nameof(TextTokenizer)} is an {nameof(ITextEncoder)} itself.", nameof(tokenizer));
        }

        this.tokenizer = tokenizer;
        this.options = options;
        assembler = new EncodingAssembler(
            BuildTemplate(options), addSpecialTokens: true, options.TruncationSide, options.TruncationStrategy);
    }

    /// <inheritdoc/>
    public string Identity => options.Identity;

    /// <inheritdoc/>
    public TextEncoding Encode(string text, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        return assembler.Assemble(text, null, Tokens(text), [], maxTokens);
    }

    /// <inheritdoc/>
    public TextEncoding Encode(string text, string pair, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(pair);
        return assembler.Assemble(text, pair, Tokens(text), Tokens(pair), maxTokens);
    }

    private static TokenTemplate BuildTemplate(TokenizerEncoderOptions options)
    {
        IEnumerable<TemplatePart> Special(ImmutableArray<SpecialToken> tokens, int typeId) =>
            tokens.Select(t => new TemplatePart(-1, t.Id, t.Piece, typeId));

        int last = options.PairTypeId;
        var text = new TemplatePart(0, 0, "", 0);
        var pair = new TemplatePart(1, 0, "", last);
        return new TokenTemplate(
            [.. Special(options.Before, 0), text, .. Special(options.After, 0)],
            [.. Special(options.Before, 0), text, .. Special(options.Between, 0), pair, .. Special(options.After, last)]);
    }

    private List<EncodedToken> Tokens(string text)
    {
        IReadOnlyList<Microsoft.ML.Tokenizers.EncodedToken> found = tokenizer.EncodeToTokens(text, out string? normalized);
        SourceMap map = SourceMap.Build(text, normalized, tokenizer.Normalizer);
        var tokens = new List<EncodedToken>(found.Count);
        foreach (Microsoft.ML.Tokenizers.EncodedToken token in found)
        {
            (int start, int end) = map.Source(token.Offset);
            tokens.Add(new EncodedToken(
                token.Id, token.Value, start, end, IsSpecial: false, Sequence: 0, TypeId: 0, token.Id == options.UnknownTokenId));
        }

        return tokens;
    }
}
