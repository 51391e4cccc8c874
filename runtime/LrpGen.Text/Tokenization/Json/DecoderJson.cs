using System.Collections.Immutable;

namespace LrpGen.Text.Tokenization;

/// <summary>Reads <c>decoder</c> of tokenizer.json.</summary>
internal static class DecoderJson
{
    private const string Known = "ByteFallback, ByteLevel, Fuse, Metaspace, Replace, Strip, WordPiece and a Sequence of them";

    internal static ImmutableArray<IDecodeStep> Read(JsonPlace decoder)
    {
        if (decoder.IsNull) return [];
        if (decoder["type"].Text() != "Sequence") return [ReadStep(decoder)];

        decoder.Allow("type", "decoders");
        return [.. decoder["decoders"].Elements().SelectMany(step => Read(step))];
    }

    private static IDecodeStep ReadStep(JsonPlace step)
    {
        JsonPlace type = step["type"];
        switch (type.Text())
        {
            case "ByteLevel":
                step.Allow("type", "add_prefix_space", "trim_offsets", "use_regex");
                return new ByteLevelDecoding();
            case "WordPiece":
                step.Allow("type", "prefix", "cleanup");
                return new WordPieceDecoding(step["prefix"].Text(), step.Flag("cleanup", missing: true));
            case "Metaspace":
                step.Allow("type", "replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep");
                JsonPlace scheme = step.Optional("prepend_scheme");
                return new MetaspaceDecoding(
                    PreTokenizerJson.ReadReplacement(step),
                    scheme.IsNull ? step.Flag("add_prefix_space", missing: true) : scheme.Text() != "never");
            case "Replace":
                step.Allow("type", "pattern", "content");
                step["pattern"].Allow("String");
                JsonPlace pattern = step["pattern"]["String"];
                if (pattern.Text().Length == 0) throw pattern.Error("found nothing, needed a text to replace");
                return new ReplaceDecoding(pattern.Text(), step["content"].Text());
            case "ByteFallback":
                step.Allow("type");
                return new ByteFallbackDecoding();
            case "Fuse":
                step.Allow("type");
                return new FuseDecoding();
            case "Strip":
                step.Allow("type", "content", "start", "stop");
                return step["content"].Text() is [char content]
                    ? new StripDecoding(content, step["start"].Number(), step["stop"].Number())
                    : throw step["content"].Error($"found '{step["content"].Text()}', needed one character");
            default:
                throw type.Error($"'{type.Text()}' is not supported, known are {Known}");
        }
    }
}
