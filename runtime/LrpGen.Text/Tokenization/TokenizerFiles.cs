using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Text.Tokenization;

/// <summary>Finds and reads the files of a tokenizer, by the names that Hugging Face gives them.</summary>
internal static class TokenizerFiles
{
    internal const string TokenizerJson = "tokenizer.json";
    internal const string WordPieceVocabulary = "vocab.txt";
    internal const string BpeVocabulary = "vocab.json";
    internal const string BpeMergeList = "merges.txt";

    // A vocabulary of 250,000 pieces is a file of 17 MB.
    private const long MaxFileBytes = 1L << 28;

    private static readonly ImmutableArray<string> SentencePieceModels = ["sentencepiece.bpe.model", "spiece.model", "tokenizer.model"];

    /// <summary>A tokenizer that was read.</summary>
    /// <param name="Pipeline">From text to tokens.</param>
    /// <param name="Template">What stands around texts.</param>
    /// <param name="Kind">Name of the file that it was read from.</param>
    /// <param name="File">That file's bytes, for its identity.</param>
    internal sealed record Read(TextPipeline Pipeline, TokenTemplate Template, string Kind, ReadOnlyMemory<byte> File)
    {
        internal int ModelMaxLength { get; init; } = int.MaxValue;
    }

    /// <summary>Which files a folder needs one of.</summary>
    internal static string Needed { get; } =
        $"{TokenizerJson}, or {BpeVocabulary} with {BpeMergeList}, or one of {string.Join(", ", SentencePieceModels)}, or {WordPieceVocabulary}";

    /// <summary>Reads the first kind of tokenizer whose files are there; null for none.</summary>
    /// <param name="open">Opens a file by its name; null where it is not there.</param>
    /// <param name="describe">What a file is called in messages.</param>
    internal static Read? Find(Func<string, Stream?> open, Func<string, string> describe)
    {
        TokenizerConfig config = TokenizerConfig.None;
        if (Bytes(TokenizerConfig.FileName) is { } settings) config = TokenizerConfig.Read(settings, describe(TokenizerConfig.FileName));
        if (Bytes(SpecialTokenNames.FileName) is { } names) config = config.With(SpecialTokenNames.ReadMap(names, describe(SpecialTokenNames.FileName)));
        Read? read = FindFiles();
        return read is null ? null : read with { ModelMaxLength = config.ModelMaxLength };

        Read? FindFiles()
        {
            if (Bytes(TokenizerJson) is { } json) return ReadTokenizerJson(json, describe(TokenizerJson), config);

            ReadOnlyMemory<byte>? vocabulary = Bytes(BpeVocabulary), merges = Bytes(BpeMergeList);
            if (vocabulary is not null && merges is not null)
            {
                return new Read(
                    ByteLevelFiles.Build(vocabulary.Value, merges.Value, describe(BpeVocabulary), describe(BpeMergeList), config, out TokenTemplate template),
                    template, BpeVocabulary, vocabulary.Value);
            }

            foreach (string name in SentencePieceModels)
            {
                if (Bytes(name) is not { } model) continue;
                SlowAddedTokens.Refuse(config, describe(TokenizerConfig.FileName));
                if (Bytes(SlowAddedTokens.ListFile) is { } list) SlowAddedTokens.Refuse(list, describe(SlowAddedTokens.ListFile));
                return ReadSentencePiece(model, describe(name), config);
            }

            if (Bytes(WordPieceVocabulary) is { } words)
            {
                return new Read(WordPieceFiles.Build(words, describe(WordPieceVocabulary), config, out TokenTemplate template), template, WordPieceVocabulary, words);
            }

            if (vocabulary is null && merges is null) return null;
            string missing = vocabulary is null ? BpeVocabulary : BpeMergeList;
            throw TokenizerError.In(describe(missing), $"not found; a BPE model needs {BpeVocabulary} and {BpeMergeList}, or {TokenizerJson}.");
        }

        ReadOnlyMemory<byte>? Bytes(string name)
        {
            using Stream? stream = open(name);
            return stream is null ? (ReadOnlyMemory<byte>?)null : ReadAll(stream, describe(name));
        }
    }

    internal static Read ReadTokenizerJson(ReadOnlyMemory<byte> file, string name, TokenizerConfig config)
    {
        (TokenizerPipeline pipeline, TokenTemplate template) = Tokenization.TokenizerJson.Read(file, name, config);
        return new Read(pipeline, SentencePieceFamily.Override(template, pipeline, config), TokenizerJson, file);
    }

    internal static Read ReadSentencePiece(ReadOnlyMemory<byte> file, string name, TokenizerConfig config)
    {
        (TextPipeline pipeline, TokenTemplate template) = SentencePieceFamily.Build(SentencePieceModel.Read(file.Span, name), name, config);
        return new Read(pipeline, template, Path.GetFileName(name), file);
    }

    internal static ReadOnlyMemory<byte> ReadAll(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);

        // A file says how long it is: then nothing is copied on the way. It may still grow, or say nothing of use.
        long known = stream.CanSeek ? stream.Length - stream.Position : 0;
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(known + 1, 1 << 16, MaxFileBytes + 1));
        int length = 0;
        for (int read; (read = stream.Read(bytes, length, bytes.Length - length)) > 0;)
        {
            length += read;
            if (length > MaxFileBytes) throw TokenizerError.In(name, $"found more than {MaxFileBytes} bytes.");
            if (length == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(2L * length, MaxFileBytes + 1));
        }

        return GitLfs.IsPointer(bytes.AsSpan(0, length)) ? throw TokenizerError.In(name, GitLfs.Pointer + ".") : bytes.AsMemory(0, length);
    }
}
