using System.Security.Cryptography;
using LrpGen.Text.Unigram;
using Microsoft.ML.Tokenizers;
using GitLfs = LrpGen.Runtime.GitLfs;

namespace LrpGen.Text;

/// <summary>
/// The tokenizer of XLM-RoBERTa: a Unigram model with exact positions in the source text.
/// </summary>
/// <remarks>
/// Two programs define what its ids are, and they differ in about one text of a hundred. From
/// <c>tokenizer.json</c> this class gives what Hugging Face's tokenizers gives (scores read as its JSON reader
/// reads them); from <c>sentencepiece.bpe.model</c> what sentencepiece 0.2.3 gives (sums in 32 bits).
/// Ranges are UTF-16 units of the source text. They are those of tokenizers, but for texts that begin with deleted
/// characters, where its ranges are off; in the second reading they cover whole clusters where marks were composed.
/// Lone surrogates are read as U+FFFD. Instances are safe to use from several threads at once.
/// </remarks>
public sealed partial class XlmRobertaTokenizer : Tokenizer, ITextEncoder
{
    internal const string JsonFile = "tokenizer.json";
    internal const string ModelFile = "sentencepiece.bpe.model";

    // A vocabulary of 250,000 pieces is a file of 17 MB.
    private const long MaxFileBytes = 1L << 28;

    private readonly UnigramPipeline pipeline;
    private readonly TokenTemplate template;
    private readonly EncodingAssembler assembler;

    private XlmRobertaTokenizer(UnigramPipeline pipeline, TokenTemplate template, string identity, XlmRobertaTokenizerOptions options)
    {
        this.pipeline = pipeline;
        this.template = template;
        assembler = new EncodingAssembler(template, options.AddSpecialTokens, options.TruncationSide, options.TruncationStrategy);
        Identity = identity;
        Options = options;
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <summary>What was chosen when the tokenizer was made.</summary>
    public XlmRobertaTokenizerOptions Options { get; }

    /// <summary>One more than the largest id: how many rows the model's embedding needs.</summary>
    public int VocabularySize => pipeline.IdCount;

    /// <inheritdoc/>
    int? ITextEncoder.IdCount => VocabularySize;

    /// <summary>The id of characters that the vocabulary lacks.</summary>
    public int UnknownTokenId => pipeline.Vocabulary.UnknownId;

    /// <summary>Reads the tokenizer of a model's folder: <c>tokenizer.json</c>, or else <c>sentencepiece.bpe.model</c>.</summary>
    /// <exception cref="FileNotFoundException">The folder has neither.</exception>
    /// <exception cref="InvalidDataException">The file is corrupt, or holds something that is not supported.</exception>
    public static XlmRobertaTokenizer Load(string folder, XlmRobertaTokenizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Find(folder, options) ?? throw new FileNotFoundException($"{folder}: found neither {JsonFile} nor {ModelFile}; needed one of them.");
    }

    /// <summary>The tokenizer of a model's folder; null where the folder has none.</summary>
    internal static XlmRobertaTokenizer? Find(string folder, XlmRobertaTokenizerOptions? options = null)
    {
        string json = Path.Combine(folder, JsonFile);
        if (File.Exists(json)) return FromTokenizerJson(json, options);

        string model = Path.Combine(folder, ModelFile);
        if (!File.Exists(model)) return null;

        SlowAddedTokens.Refuse(folder);
        return FromSentencePiece(model, options);
    }

    /// <summary>The tokenizer among files that are opened by their names, null where they are not there; null where it is none of them.</summary>
    internal static XlmRobertaTokenizer? Find(Func<string, Stream?> open)
    {
        using Stream? json = open(JsonFile);
        if (json is not null) return FromTokenizerJson(json);

        using Stream? model = open(ModelFile);
        return model is null ? null : FromSentencePiece(model);
    }

    /// <summary>Reads tokenizer.json: the ids are those of Hugging Face's tokenizers.</summary>
    /// <exception cref="InvalidDataException">The file is corrupt, or holds something that is not supported.</exception>
    public static XlmRobertaTokenizer FromTokenizerJson(string path, XlmRobertaTokenizerOptions? options = null)
    {
        using FileStream stream = File.OpenRead(path);
        return FromTokenizerJson(stream, path, options);
    }

    /// <summary>Reads tokenizer.json from a stream.</summary>
    /// <param name="stream">The file's bytes.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <param name="options">What to choose; null for the defaults.</param>
    /// <exception cref="InvalidDataException">The file is corrupt, or holds something that is not supported.</exception>
    public static XlmRobertaTokenizer FromTokenizerJson(
        Stream stream, string name = JsonFile, XlmRobertaTokenizerOptions? options = null)
    {
        ReadOnlyMemory<byte> file = ReadAll(stream, name);
        (FastPipeline pipeline, TokenTemplate template) = TokenizerJson.Read(file, name);
        return new XlmRobertaTokenizer(pipeline, template, Describe(JsonFile, file.Span), options ?? new());
    }

    /// <summary>Reads a SentencePiece model: the ids are those of sentencepiece, moved to XLM-R's order.</summary>
    /// <exception cref="InvalidDataException">The file is corrupt, or holds something that is not supported.</exception>
    public static XlmRobertaTokenizer FromSentencePiece(string path, XlmRobertaTokenizerOptions? options = null)
    {
        using FileStream stream = File.OpenRead(path);
        return FromSentencePiece(stream, path, options);
    }

    /// <summary>Reads a SentencePiece model from a stream.</summary>
    /// <param name="stream">The file's bytes.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <param name="options">What to choose; null for the defaults.</param>
    /// <exception cref="InvalidDataException">The file is corrupt, or holds something that is not supported.</exception>
    public static XlmRobertaTokenizer FromSentencePiece(
        Stream stream, string name = ModelFile, XlmRobertaTokenizerOptions? options = null)
    {
        ReadOnlyMemory<byte> file = ReadAll(stream, name);
        SlowPipeline pipeline = FairseqVocabulary.Build(SentencePieceModel.Read(file.Span, name), name);
        TokenTemplate template = TokenTemplate.Roberta(FairseqVocabulary.Begin, FairseqVocabulary.End);
        return new XlmRobertaTokenizer(pipeline, template, Describe(ModelFile, file.Span), options ?? new());
    }

    /// <summary>The same tokenizer with other choices; the vocabulary is shared.</summary>
    public XlmRobertaTokenizer With(XlmRobertaTokenizerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new XlmRobertaTokenizer(pipeline, template, Identity, options);
    }

    /// <inheritdoc/>
    public TextEncoding Encode(string text, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Encode(text, null, maxTokens);
    }

    /// <summary>Encodes two texts for a model that reads them together.</summary>
    /// <param name="text">The first text.</param>
    /// <param name="pair">The second text, or null for one text alone.</param>
    /// <param name="maxTokens">The most tokens to return, special ones included, which are always kept.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> has no room for the special tokens.</exception>
    public TextEncoding Encode(string text, string? pair, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        Scratch scratch = Scratch.Rent();
        pipeline.Encode(text, Options.SpecialStrings, scratch, scratch.Tokens);
        if (pair is not null) pipeline.Encode(pair, Options.SpecialStrings, scratch, scratch.PairTokens);

        TextEncoding encoding = assembler.Assemble(text, pair, scratch.Tokens, scratch.PairTokens, maxTokens);
        Scratch.Return(scratch);
        return encoding;
    }

    private static string Describe(string kind, ReadOnlySpan<byte> file) =>
        $"{nameof(XlmRobertaTokenizer)} ({kind}) sha256:{Convert.ToHexStringLower(SHA256.HashData(file))}";

    private static ReadOnlyMemory<byte> ReadAll(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);

        // A file says how long it is: then nothing is copied on the way. It may still grow, or say nothing of use.
        long known = stream.CanSeek ? stream.Length - stream.Position : 0;
        byte[] bytes = new byte[Math.Clamp(known + 1, 1 << 16, MaxFileBytes + 1)];
        int length = 0;
        for (int read; (read = stream.Read(bytes, length, bytes.Length - length)) > 0;)
        {
            length += read;
            if (length > MaxFileBytes) throw TokenizerError.In(name, $"found more than {MaxFileBytes} bytes.");
            if (length == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(2L * length, MaxFileBytes + 1));
        }

        return GitLfs.IsPointer(bytes) ? throw TokenizerError.In(name, GitLfs.Pointer + ".") : bytes.AsMemory(0, length);
    }
}
