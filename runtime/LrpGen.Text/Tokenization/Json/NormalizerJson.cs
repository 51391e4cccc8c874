using System.Collections.Immutable;

namespace LrpGen.Text.Tokenization;

/// <summary>Reads <c>normalizer</c> of tokenizer.json.</summary>
internal static class NormalizerJson
{
    private const string Known =
        "BertNormalizer, Lowercase, NFC, NFD, NFKC, NFKD, Precompiled, Prepend, Replace, Strip, StripAccents and a Sequence of them";

    internal static ImmutableArray<INormalizationStep> Read(JsonPlace normalizer, TokenizerConfig config)
    {
        if (normalizer.IsNull) return [];
        if (normalizer["type"].Text() != "Sequence") return [.. ReadStep(normalizer, config)];

        normalizer.Allow("type", "normalizers");
        return [.. normalizer["normalizers"].Elements().SelectMany(step => Read(step, config))];
    }

    /// <summary>The steps of BERT's normaliser.</summary>
    internal static IEnumerable<INormalizationStep> Bert(bool cleanText, bool chineseCharacters, bool stripAccents, bool lowercase)
    {
        if (cleanText) yield return new CleanTextStep(unassignedToo: false);
        if (chineseCharacters) yield return new ChineseCharactersStep();
        if (stripAccents) yield return new UnicodeFormStep(compatibility: false, compose: false);
        if (stripAccents) yield return new StripAccentsStep(spacingToo: false);
        if (lowercase) yield return new LowercaseStep();
    }

    private static IEnumerable<INormalizationStep> ReadStep(JsonPlace step, TokenizerConfig config)
    {
        JsonPlace type = step["type"];
        switch (type.Text())
        {
            case "Precompiled":
                step.Allow("type", "precompiled_charsmap");
                return ReadCharsmap(step.Optional("precompiled_charsmap")) is { } charsmap ? [charsmap] : [];
            case "Strip":
                step.Allow("type", "strip_left", "strip_right");
                return [new StripStep(step["strip_left"].Flag(), step["strip_right"].Flag())];
            case "Replace":
                step.Allow("type", "pattern", "content");
                return [new ReplaceStep(KnownPatterns.Read(step["pattern"]), step["content"].Text())];
            case "Prepend":
                step.Allow("type", "prepend");
                return [new PrependStep(step["prepend"].Text())];
            case "NFD" or "NFKD" or "NFC" or "NFKC":
                step.Allow("type");
                return [new UnicodeFormStep(compatibility: type.Text().Contains('K', StringComparison.Ordinal), compose: type.Text()[^1] == 'C')];
            case "Lowercase":
                step.Allow("type");
                return [new LowercaseStep()];
            case "StripAccents":
                step.Allow("type");
                return [new StripAccentsStep(spacingToo: true)];
            case "BertNormalizer":
                step.Allow("type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase");

                // transformers' class of BERT sets what tokenizer_config.json says over what the file says.
                bool lowercase = config.DoLowerCase ?? step.Flag("lowercase", missing: true);
                JsonPlace accents = step.Optional("strip_accents");
                return Bert(
                    step.Flag("clean_text", missing: true),
                    config.TokenizeChineseCharacters ?? step.Flag("handle_chinese_chars", missing: true),
                    config.StripAccents ?? (accents.IsNull ? lowercase : accents.Flag()),
                    lowercase);
            default:
                throw type.Error($"'{type.Text()}' is not supported, known are {Known}");
        }
    }

    private static GraphemeCharsmap? ReadCharsmap(JsonPlace charsmap)
    {
        // A model without normalisation has an empty map.
        if (charsmap.IsNull || charsmap.Text().Length == 0) return null;

        return charsmap.Value.TryGetBytesFromBase64(out byte[]? bytes)
            ? new GraphemeCharsmap(CharsmapReader.Read(bytes, charsmap.Place))
            : throw charsmap.Error("the text is not base64");
    }
}
