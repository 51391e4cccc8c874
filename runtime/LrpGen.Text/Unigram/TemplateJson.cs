using System.Collections.Immutable;

namespace LrpGen.Text.Unigram;

/// <summary>Reads <c>post_processor</c> of tokenizer.json, which has to be <c>TemplateProcessing</c>.</summary>
internal static class TemplateJson
{
    internal static TokenTemplate Read(JsonPlace processor, int vocabularySize, ImmutableArray<AddedToken> added)
    {
        JsonPlace type = processor["type"];
        if (type.Text() != "TemplateProcessing")
        {
            throw type.Error($"'{type.Text()}' is not supported, needed 'TemplateProcessing'");
        }

        processor.Allow("type", "single", "pair", "special_tokens");
        int idCount = added.Aggregate(vocabularySize, (count, token) => Math.Max(count, token.Id + 1));
        JsonPlace special = processor["special_tokens"];
        ImmutableArray<TemplatePart> single = ReadParts(processor["single"], special, idCount, [1, 0]);
        ImmutableArray<TemplatePart> pair = ReadParts(processor["pair"], special, idCount, [1, 1]);
        return new TokenTemplate(single, pair);
    }

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

        for (int i = 0; i < ids.Length; i++)
        {
            if (ids[i].Number() >= idCount) throw ids[i].Error($"found {ids[i].Number()}, needed one of the {idCount} ids");
            parts.Add(new TemplatePart(-1, ids[i].Number(), names[i].Text(), typeId));
        }
    }
}
