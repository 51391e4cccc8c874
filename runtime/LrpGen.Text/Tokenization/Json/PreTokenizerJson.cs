using System.Collections.Immutable;

namespace LrpGen.Text.Tokenization;

/// <summary>Reads <c>pre_tokenizer</c> of tokenizer.json.</summary>
internal static class PreTokenizerJson
{
    private const string Known =
        "BertPreTokenizer, ByteLevel, Digits, Metaspace, Punctuation, Split, Whitespace, WhitespaceSplit and a Sequence of them";

    internal static ImmutableArray<ISplitStep> Read(JsonPlace preTokenizer, TokenizerConfig config)
    {
        if (preTokenizer.IsNull) return [];
        if (preTokenizer["type"].Text() != "Sequence") return [ReadStep(preTokenizer, config)];

        preTokenizer.Allow("type", "pretokenizers");
        return [.. preTokenizer["pretokenizers"].Elements().SelectMany(step => Read(step, config))];
    }

    private static ISplitStep ReadStep(JsonPlace step, TokenizerConfig config)
    {
        JsonPlace type = step["type"];
        switch (type.Text())
        {
            case "WhitespaceSplit":
                step.Allow("type");
                return new PatternSplit(new WhiteSpacePattern(), SplitBehavior.Removed);
            case "Whitespace":
                step.Allow("type");
                return new PatternSplit(new WordsAndSymbolsPattern(), SplitBehavior.Removed, invert: true);
            case "BertPreTokenizer":
                step.Allow("type");
                return new BertSplit();
            case "Punctuation":
                step.Allow("type", "behavior");
                return new PatternSplit(
                    new ClassPattern(Runes.IsPunctuation), step.Optional("behavior").IsNull ? SplitBehavior.Isolated : ReadBehavior(step["behavior"]));
            case "Digits":
                step.Allow("type", "individual_digits");
                return new PatternSplit(
                    new ClassPattern(Runes.IsNumber), step.Flag("individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous);
            case "Split":
                step.Allow("type", "pattern", "behavior", "invert");
                return new PatternSplit(KnownPatterns.Read(step["pattern"]), ReadBehavior(step["behavior"]), step.Flag("invert"));
            case "ByteLevel":
                step.Allow("type", "add_prefix_space", "trim_offsets", "use_regex");
                return new ByteLevelSplit(config.AddPrefixSpace ?? step.Flag("add_prefix_space", missing: true), step.Flag("use_regex", missing: true));
            case "Metaspace":
                return ReadMetaspace(step);
            default:
                throw type.Error($"'{type.Text()}' is not supported, known are {Known}");
        }
    }

    private static MetaspaceSplit ReadMetaspace(JsonPlace step)
    {
        step.Allow("type", "replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep");

        // Files before tokenizers 0.15 say add_prefix_space, later ones prepend_scheme.
        JsonPlace scheme = step.Optional("prepend_scheme");
        PrependScheme prepend = scheme.IsNull
            ? step.Flag("add_prefix_space", missing: true) ? PrependScheme.Always : PrependScheme.Never
            : scheme.Text() switch
            {
                "always" => PrependScheme.Always,
                "first" => PrependScheme.First,
                "never" => PrependScheme.Never,
                string other => throw scheme.Error($"'{other}' is not supported, known are always, first, never"),
            };
        return new MetaspaceSplit(ReadReplacement(step), prepend, step.Flag("split", missing: true));
    }

    /// <summary>The visible blank.</summary>
    internal static char ReadReplacement(JsonPlace step)
    {
        JsonPlace replacement = step.Optional("replacement");
        if (replacement.IsNull) return TextPipeline.Blank;
        return replacement.Text() is [char single] ? single : throw replacement.Error($"found '{replacement.Text()}', needed one character");
    }

    private static SplitBehavior ReadBehavior(JsonPlace behavior) => behavior.Text() switch
    {
        "Removed" => SplitBehavior.Removed,
        "Isolated" => SplitBehavior.Isolated,
        "Contiguous" => SplitBehavior.Contiguous,
        "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
        "MergedWithNext" => SplitBehavior.MergedWithNext,
        string other => throw behavior.Error($"'{other}' is not supported, known are {string.Join(", ", Enum.GetNames<SplitBehavior>())}"),
    };
}
