using System.Collections.Immutable;

namespace LrpGen.Text.Tokenization;

/// <summary>Reads <c>post_processor</c> of tokenizer.json.</summary>
internal static class TemplateJson
{
    private const string Known = "BertProcessing, ByteLevel, RobertaProcessing, TemplateProcessing and a Sequence of them";

    internal static TokenTemplate Read(JsonPlace processor, int idCount, TokenizerConfig config)
    {
        if (processor.IsNull) return TokenTemplate.Plain;

        JsonPlace type = processor["type"];
        switch (type.Text())
        {
            case "Sequence":
                processor.Allow("type", "processors");
                return processor["processors"].Elements()
                    .Select(step => Read(step, idCount, config))
                    .Aggregate(TokenTemplate.Plain, (all, step) => all.Then(step));
            case "ByteLevel":
                processor.Allow("type", "add_prefix_space", "trim_offsets", "use_regex");
                return TokenTemplate.Plain with { Trim = ReadTrim(processor, config) };
            case "RobertaProcessing":
                processor.Allow("type", "sep", "cls", "trim_offsets", "add_prefix_space");
                TemplatePart sep = ReadPair(processor["sep"], idCount), cls = ReadPair(processor["cls"], idCount);
                return TokenTemplate.Roberta(cls, sep) with { Trim = ReadTrim(processor, config) };
            case "BertProcessing":
                processor.Allow("type", "sep", "cls");
                return TokenTemplate.Bert(ReadPair(processor["cls"], idCount), ReadPair(processor["sep"], idCount));
            case "TemplateProcessing":
                processor.Allow("type", "single", "pair", "special_tokens");
                JsonPlace special = processor["special_tokens"];
                return new TokenTemplate(
                    ReadParts(processor["single"], special, idCount, [1, 0]), ReadParts(processor["pair"], special, idCount, [1, 1]));
            default:
                throw type.Error($"'{type.Text()}' is not supported, known are {Known}");
        }
    }

    private static OffsetTrim ReadTrim(JsonPlace processor, TokenizerConfig config)
    {
        if (!processor.Flag("trim_offsets", missing: true)) return OffsetTrim.None;
        return config.AddPrefixSpace ?? processor.Flag("add_prefix_space", missing: true) ? OffsetTrim.BlanksButTheFirst : OffsetTrim.Blanks;
    }

    private static TemplatePart ReadPair(JsonPlace pair, int idCount)
    {
        JsonPlace[] parts = [.. pair.Elements()];
        if (parts.Length != 2) throw pair.Error($"found {parts.Length} values, needed a token and its id");
        return new TemplatePart(-1, CheckedId(parts[1], idCount), parts[0].Text(), 0);
    }

    private static int CheckedId(JsonPlace id, int idCount) =>
        id.Number() < idCount ? id.Number() : throw id.Error($"found {id.Number()}, needed one of the {idCount} ids");

    private static ImmutableArray<TemplatePart> ReadParts(JsonPlace list, JsonPlace special, int idCount, int[] needed)
    {
        var parts = ImmutableArray.CreateBuilder<TemplatePart>();
        int[] found = [0, 0];
        foreach (JsonPlace part in list.Elements())
        {
            part.Allow("SpecialToken", "Sequence");
            JsonPlace sequence = part.Optional("Sequence");
            if (sequence.IsNull)
            {
                AddSpecial(part["SpecialToken"], special, idCount, parts);
                continue;
            }

            string id = sequence["id"].Text();
            if (id is not ("A" or "B")) throw sequence["id"].Error($"found '{id}', needed 'A' or 'B'");
            int index = id == "A" ? 0 : 1;
            found[index]++;
            parts.Add(new TemplatePart(index, 0, "", sequence["type_id"].Number()));
        }

        if (!found.AsSpan().SequenceEqual(needed))
        {
            throw list.Error($"found A {found[0]} times and B {found[1]} times, needed {needed[0]} and {needed[1]}");
        }

        return parts.ToImmutable();
    }

    private static void AddSpecial(JsonPlace part, JsonPlace special, int idCount, ImmutableArray<TemplatePart>.Builder parts)
    {
        int typeId = part["type_id"].Number();
        JsonPlace token = special[part["id"].Text()];
        JsonPlace[] ids = [.. token["ids"].Elements()];
        JsonPlace[] names = [.. token["tokens"].Elements()];
        if (ids.Length != names.Length) throw token.Error($"found {ids.Length} ids and {names.Length} tokens, needed as many");

        for (int i = 0; i < ids.Length; i++) parts.Add(new TemplatePart(-1, CheckedId(ids[i], idCount), names[i].Text(), typeId));
    }
}
