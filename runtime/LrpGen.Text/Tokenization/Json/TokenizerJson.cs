using System.Collections.Immutable;

namespace LrpGen.Text.Tokenization;

/// <summary>Reads tokenizer.json. What it does not know it refuses, by name.</summary>
/// <remarks><c>truncation</c> and <c>padding</c> are settings of a call, and given there.</remarks>
internal static class TokenizerJson
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is corrupt, or holds something that is not supported.</exception>
    internal static (TokenizerPipeline Pipeline, TokenTemplate Template) Read(ReadOnlyMemory<byte> file, string name, TokenizerConfig config)
    {
        VocabularyArray.TryCut(JsonFile.WithoutMark(file), out ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> vocabulary);
        return JsonFile.Read(rest, name, root => Read(root, vocabulary, config));
    }

    private static (TokenizerPipeline Pipeline, TokenTemplate Template) Read(JsonPlace root, ReadOnlyMemory<byte> vocabulary, TokenizerConfig config)
    {
        root.Allow(
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model");
        ImmutableArray<AddedToken> added = ReadAddedTokens(root["added_tokens"]);
        ITokenModel model = ModelJson.Read(root["model"], vocabulary, added);
        int idCount = added.Aggregate(model.Count, (count, token) => Math.Max(count, token.Id + 1));
        TokenTemplate template = TemplateJson.Read(root.Optional("post_processor"), idCount, config);
        TokenizerPipeline pipeline = new(new TokenizerParts(
            StructuralTokens.Mark(added, template, model.UnknownId),
            NormalizerJson.Read(root.Optional("normalizer"), config),
            PreTokenizerJson.Read(root.Optional("pre_tokenizer"), config),
            model,
            DecoderJson.Read(root.Optional("decoder"))));
        return (pipeline, template);
    }

    private static ImmutableArray<AddedToken> ReadAddedTokens(JsonPlace list)
    {
        var tokens = ImmutableArray.CreateBuilder<AddedToken>();
        foreach (JsonPlace entry in list.Elements())
        {
            entry.Allow("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
            bool special = entry.Flag("special");
            tokens.Add(new AddedToken(
                entry["id"].Number(),
                entry["content"].Text(),
                special,
                entry.Flag("normalized", missing: !special),
                entry.Flag("lstrip"),
                entry.Flag("rstrip"),
                entry.Flag("single_word")));
        }

        return tokens.ToImmutable();
    }
}
