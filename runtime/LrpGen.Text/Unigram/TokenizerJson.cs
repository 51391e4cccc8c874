using System.Collections.Immutable;
using System.Text.Json;

namespace LrpGen.Text.Unigram;

/// <summary>Reads tokenizer.json of a Unigram model. What it does not know it refuses, by name.</summary>
/// <remarks>
/// <c>truncation</c> and <c>padding</c> are settings of a call, and given there; <c>decoder</c> plays no part in encoding.
/// </remarks>
internal static class TokenizerJson
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is corrupt, or holds something that is not supported.</exception>
    internal static (FastPipeline Pipeline, TokenTemplate Template) Read(ReadOnlyMemory<byte> file, string name)
    {
        if (file.Span.StartsWith("\uFEFF"u8)) file = file[3..];

        try
        {
            using JsonDocument document = JsonDocument.Parse(file);
            return Read(new JsonPlace(document.RootElement, name, ""));
        }
        catch (JsonException e)
        {
            throw TokenizerError.In(name, $"not JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // The parser looks at the encoding of a text only when it is asked for: here the name of a property.
            throw TokenizerError.In(name, $"not Unicode: {e.Message}", e);
        }
    }

    private static (FastPipeline Pipeline, TokenTemplate Template) Read(JsonPlace root)
    {
        root.Allow(
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model");
        ImmutableArray<AddedToken> added = ReadAddedTokens(root["added_tokens"]);
        UnigramVocabulary vocabulary = UnigramModelJson.Read(root["model"], added);
        ImmutableArray<INormalizationStep> steps = NormalizerJson.Read(root.Optional("normalizer"));
        (bool splitAtWhiteSpace, bool splitAtBlanks) = ReadPreTokenizer(root["pre_tokenizer"]);
        TokenTemplate template = TemplateJson.Read(root["post_processor"], vocabulary.Count, added);
        added = StructuralTokens.Mark(added, template, vocabulary.UnknownId);
        return (new FastPipeline(vocabulary, new FastPipelineParts(added, steps, splitAtWhiteSpace, splitAtBlanks)), template);
    }

    private static ImmutableArray<AddedToken> ReadAddedTokens(JsonPlace list)
    {
        var tokens = ImmutableArray.CreateBuilder<AddedToken>();
        foreach (JsonPlace entry in list.Elements())
        {
            entry.Allow("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
            if (entry.Flag("single_word")) throw entry.Error("single_word is not supported");
            bool special = entry.Flag("special");
            tokens.Add(new AddedToken(
                entry["id"].Number(),
                entry["content"].Text(),
                special,
                entry.Flag("normalized", missing: !special),
                entry.Flag("lstrip"),
                entry.Flag("rstrip")));
        }

        return tokens.ToImmutable();
    }

    private static (bool SplitAtWhiteSpace, bool SplitAtBlanks) ReadPreTokenizer(JsonPlace preTokenizer)
    {
        string type = preTokenizer["type"].Text();
        if (type == "Metaspace") return (false, ReadMetaspace(preTokenizer));

        const string Needed = "needed Metaspace, or a Sequence of WhitespaceSplit and Metaspace";
        if (type != "Sequence") throw preTokenizer["type"].Error($"'{type}' is not supported, {Needed}");

        preTokenizer.Allow("type", "pretokenizers");
        JsonPlace[] steps = [.. preTokenizer["pretokenizers"].Elements()];
        string[] types = [.. steps.Select(s => s["type"].Text())];
        if (types is not ["WhitespaceSplit", "Metaspace"])
        {
            throw preTokenizer["pretokenizers"].Error($"{string.Join(", ", types)} is not supported, {Needed}");
        }

        steps[0].Allow("type");
        return (true, ReadMetaspace(steps[1]));
    }

    private static bool ReadMetaspace(JsonPlace metaspace)
    {
        metaspace.Allow("type", "replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep");
        JsonPlace replacement = metaspace["replacement"];
        if (replacement.Text() is not [UnigramPipeline.Blank])
        {
            throw replacement.Error($"'{replacement.Text()}' is not supported, needed U+2581");
        }

        // Files before tokenizers 0.15 say add_prefix_space, later ones prepend_scheme.
        if (!metaspace.Flag("add_prefix_space", missing: true))
        {
            throw metaspace["add_prefix_space"].Error("false is not supported, needed true");
        }

        JsonPlace scheme = metaspace.Optional("prepend_scheme");
        if (!scheme.IsNull && scheme.Text() != "always") throw scheme.Error($"'{scheme.Text()}' is not supported, needed 'always'");

        return metaspace.Flag("split", missing: true);
    }
}
