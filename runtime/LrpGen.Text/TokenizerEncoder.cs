using System.Collections.Immutable;
using LrpGen.Text.Tokenization;
using Microsoft.ML.Tokenizers;

namespace LrpGen.Text;

/// <summary>Puts any tokenizer of Microsoft.ML.Tokenizers before a model.</summary>
/// <remarks>
/// The tokenizer has to give the tokens of the text alone; special tokens come from the options. Its offsets point into
/// its normalised text. They are carried back to the source cluster by cluster; where the normaliser does not work
/// cluster by cluster, every token gets the range of the whole text, which is honest, if of little use. Tabs and line ends
/// become blanks where the normaliser would delete them.
/// </remarks>
public sealed class TokenizerEncoder : ITextEncoder
{
    private readonly Tokenizer tokenizer;
    private readonly TokenizerEncoderOptions options;
    private readonly EncodingAssembler assembler;
    private readonly char[] deletedBlanks;

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
        deletedBlanks = DeletedBlanks(tokenizer.Normalizer);
        assembler = new EncodingAssembler(
            BuildTemplate(options), addSpecialTokens: true, options.TruncationSide, options.TruncationStrategy);
        IdCount = CountIds(tokenizer, options);
    }

    /// <inheritdoc/>
    public string Identity => options.Identity;

    /// <inheritdoc/>
    public int? IdCount { get; }

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

    // Of other tokenizers of the library the vocabulary cannot be read; their ids are checked text by text.
    private static int? CountIds(Tokenizer tokenizer, TokenizerEncoderOptions options)
    {
        IEnumerable<int>? ids = tokenizer switch
        {
            BpeTokenizer bpe => bpe.Vocabulary.Values,
            CodeGenTokenizer codeGen => codeGen.Vocabulary.Values,
            _ => null,
        };
        return ids?.Concat(options.Before.Concat(options.Between).Concat(options.After).Select(token => token.Id)).DefaultIfEmpty(-1).Max() + 1;
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

    /// <summary>
    /// The white space that a text has as control characters, where the normaliser deletes it, as that of
    /// Microsoft.ML.Tokenizers' BERT does: <c>hello\nworld</c> would be one unknown word. BERT itself reads it as a blank.
    /// </summary>
    private static char[] DeletedBlanks(Normalizer? normalizer) =>
        normalizer is null ? [] : [.. "\t\n\r".Where(blank => string.Equals(normalizer.Normalize($"a{blank}b"), "ab", StringComparison.OrdinalIgnoreCase))];

    private string WithBlanks(string text)
    {
        if (text.AsSpan().IndexOfAny(deletedBlanks) < 0) return text;

        // One character for one: positions stay.
        return string.Create(text.Length, (text, deletedBlanks), static (result, given) =>
        {
            given.text.CopyTo(result);
            result.ReplaceAny(System.Buffers.SearchValues.Create(given.deletedBlanks), ' ');
        });
    }

    private List<EncodedToken> Tokens(string source)
    {
        string text = WithBlanks(source);
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
