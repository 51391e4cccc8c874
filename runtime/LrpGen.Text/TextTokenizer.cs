using System.Security.Cryptography;
using LrpGen.Text.Tokenization;
using Microsoft.ML.Tokenizers;
using Messages = LrpGen.Runtime.Messages;

namespace LrpGen.Text;

/// <summary>
/// The tokenizer of a model's folder, whatever its kind: Unigram (XLM-R, ALBERT, T5), WordPiece (BERT, DistilBERT, ELECTRA), byte-level BPE
/// (GPT-2, RoBERTa, Llama 3, Qwen 2), SentencePiece BPE (Llama 2, Gemma), with exact positions in the source text.
/// </summary>
/// <remarks>
/// Two programs define what the ids of a model are, and they differ in about one text of a hundred. From <c>tokenizer.json</c> this class gives
/// what Hugging Face's tokenizers gives; from a SentencePiece model, from <c>vocab.txt</c> or from <c>vocab.json</c> and <c>merges.txt</c> what
/// sentencepiece and the classes of transformers give that read these files.
/// Ranges are UTF-16 units of the source text. They are those of tokenizers, but for texts that begin with deleted
/// characters, where its ranges are off; from SentencePiece models they cover whole clusters where marks were composed.
/// Lone surrogates are read as U+FFFD. Instances are safe to use from several threads at once.
/// </remarks>
public sealed partial class TextTokenizer : Tokenizer, ITextEncoder
{
    private readonly TextPipeline pipeline;
    private readonly TokenTemplate template;
    private readonly EncodingAssembler assembler;

    private TextTokenizer(TextPipeline pipeline, TokenTemplate template, string identity, int modelMaxLength, TextTokenizerOptions options)
    {
        this.pipeline = pipeline;
        this.template = template;
        assembler = new EncodingAssembler(template, options.AddSpecialTokens, options.TruncationSide, options.TruncationStrategy);
        Identity = identity;
        ModelMaxLength = modelMaxLength;
        Options = options;
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <summary>What was chosen when the tokenizer was made.</summary>
    public TextTokenizerOptions Options { get; }

    /// <summary>The longest sequence that <c>tokenizer_config.json</c> allows the model, in tokens; <see cref="int.MaxValue"/> where it sets none.</summary>
    public int ModelMaxLength { get; }

    /// <summary>One more than the largest id: how many rows the model's embedding needs.</summary>
    public int VocabularySize => pipeline.IdCount;

    /// <inheritdoc/>
    int? ITextEncoder.IdCount => VocabularySize;

    /// <summary>The id of characters that the vocabulary lacks; -1 where it lacks none.</summary>
    public int UnknownTokenId => pipeline.UnknownId;

    /// <summary>Reads the tokenizer of a model's folder as Hugging Face's <c>save_pretrained</c> writes it, or as older programs did.</summary>
    /// <remarks>
    /// The first of these that is there: <c>tokenizer.json</c>; <c>vocab.json</c> with <c>merges.txt</c>; <c>sentencepiece.bpe.model</c>,
    /// <c>spiece.model</c> or <c>tokenizer.model</c>; <c>vocab.txt</c>. <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c> beside it
    /// are honoured as transformers honours them.
    /// </remarks>
    /// <exception cref="FileNotFoundException">The folder has none.</exception>
    /// <exception cref="InvalidDataException">A file is corrupt, or holds something that is not supported.</exception>
    public static TextTokenizer FromFolder(string folder, TextTokenizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Find(folder, options) ?? throw new FileNotFoundException(Messages.Clean($"{folder}: found no tokenizer; needed {TokenizerFiles.Needed}."));
    }

    /// <summary>The tokenizer of a model's folder; null where the folder has none.</summary>
    internal static TextTokenizer? Find(string folder, TextTokenizerOptions? options = null) => Find(
        name => File.Exists(Path.Combine(folder, name)) ? File.OpenRead(Path.Combine(folder, name)) : null,
        name => Path.Combine(folder, name),
        options);

    /// <summary>The tokenizer among files that are opened by their names, null where they are not there; null where it is none of them.</summary>
    internal static TextTokenizer? Find(Func<string, Stream?> open) => Find(open, name => name, null);

    /// <summary>Reads tokenizer.json alone: the ids are those of Hugging Face's tokenizers.</summary>
    /// <exception cref="InvalidDataException">The file is corrupt, or holds something that is not supported.</exception>
    public static TextTokenizer FromTokenizerJson(string path, TextTokenizerOptions? options = null)
    {
        using FileStream stream = File.OpenRead(path);
        return FromTokenizerJson(stream, path, options);
    }

    /// <summary>Reads tokenizer.json from a stream.</summary>
    /// <param name="stream">The file's bytes.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <param name="options">What to choose; null for the defaults.</param>
    /// <exception cref="InvalidDataException">The file is corrupt, or holds something that is not supported.</exception>
    public static TextTokenizer FromTokenizerJson(
        Stream stream, string name = TokenizerFiles.TokenizerJson, TextTokenizerOptions? options = null) =>
        Make(TokenizerFiles.ReadTokenizerJson(TokenizerFiles.ReadAll(stream, name), name, TokenizerConfig.None), options);

    /// <summary>Reads a SentencePiece model alone: the ids are those of sentencepiece, in the order of the model family that the file's name and pieces tell.</summary>
    /// <exception cref="InvalidDataException">The file is corrupt, or holds something that is not supported.</exception>
    public static TextTokenizer FromSentencePiece(string path, TextTokenizerOptions? options = null)
    {
        using FileStream stream = File.OpenRead(path);
        return FromSentencePiece(stream, path, options);
    }

    /// <summary>Reads a SentencePiece model from a stream.</summary>
    /// <param name="stream">The file's bytes.</param>
    /// <param name="name">What the file is called in messages; <c>sentencepiece.bpe.model</c> is XLM-R's.</param>
    /// <param name="options">What to choose; null for the defaults.</param>
    /// <exception cref="InvalidDataException">The file is corrupt, or holds something that is not supported.</exception>
    public static TextTokenizer FromSentencePiece(Stream stream, string name, TextTokenizerOptions? options = null) =>
        Make(TokenizerFiles.ReadSentencePiece(TokenizerFiles.ReadAll(stream, name), name, TokenizerConfig.None), options);

    /// <summary>The same tokenizer with other choices; the vocabulary is shared.</summary>
    public TextTokenizer With(TextTokenizerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TextTokenizer(pipeline, template, Identity, ModelMaxLength, options);
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

    private static TextTokenizer? Find(Func<string, Stream?> open, Func<string, string> describe, TextTokenizerOptions? options) =>
        TokenizerFiles.Find(open, describe) is { } read ? Make(read, options) : null;

    private static TextTokenizer Make(TokenizerFiles.Read read, TextTokenizerOptions? options)
    {
        byte[] hash = SHA256.HashData(read.File.Span);
        return new TextTokenizer(
            read.Pipeline, read.Template, $"{nameof(TextTokenizer)} ({read.Kind}) sha256:{Convert.ToHexStringLower(hash)}", read.ModelMaxLength, options ?? new());
    }
}
