using System.Collections.Immutable;
using System.Text.Json;

namespace LrpGen.Text.Tokenization;

/// <summary>Reads <c>model</c> of tokenizer.json.</summary>
internal static class ModelJson
{
    // Ids are indices of tables; this is ten times the largest published vocabulary.
    internal const int MaxId = 10_000_000;

    internal static ITokenModel Read(JsonPlace model, ReadOnlyMemory<byte> vocabulary, ImmutableArray<AddedToken> added)
    {
        ITokenModel read = TypeOf(model) switch
        {
            "Unigram" => new UnigramModel<DoubleScores>(UnigramModelJson.Read(model, vocabulary, added)),
            "WordPiece" => ReadWordPiece(model),
            "BPE" => ReadBpe(model),
            string other => throw model["type"].Error($"'{other}' is not supported, known are BPE, Unigram and WordPiece"),
        };
        CheckAdded(model, read, added);
        return read;
    }

    // Old files do not name the type; its fields do.
    private static string TypeOf(JsonPlace model)
    {
        JsonPlace type = model.Optional("type");
        if (!type.IsNull) return type.Text();
        if (!model.Optional("merges").IsNull) return "BPE";
        return model["vocab"].Value.ValueKind == JsonValueKind.Array ? "Unigram" : "WordPiece";
    }

    private static WordPieceModel ReadWordPiece(JsonPlace model)
    {
        model.Allow("type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab");
        Vocabulary vocabulary = ReadVocabulary(model["vocab"]);
        JsonPlace unknown = model["unk_token"];
        if (vocabulary.Find(unknown.Text()) < 0) throw unknown.Error($"found '{unknown.Text()}', needed a piece of the vocabulary");

        JsonPlace longest = model.Optional("max_input_chars_per_word");
        return new WordPieceModel(
            vocabulary, unknown.Text(), model["continuing_subword_prefix"].Text(), longest.IsNull ? 100 : longest.Number());
    }

    private static BpeModel ReadBpe(JsonPlace model)
    {
        model.Allow(
            "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "byte_fallback", "ignore_merges", "vocab",
            "merges");
        JsonPlace dropout = model.Optional("dropout");
        if (!dropout.IsNull && !(dropout.Value.ValueKind == JsonValueKind.Number && dropout.Value.GetDouble() == 0))
        {
            throw dropout.Error("a drop-out makes ids a matter of chance and is not supported, needed null");
        }

        foreach (string name in (ReadOnlySpan<string>)["continuing_subword_prefix", "end_of_word_suffix"])
        {
            JsonPlace affix = model.Optional(name);
            if (!affix.IsNull && affix.Text().Length > 0) throw affix.Error($"'{affix.Text()}' is not supported, needed null");
        }

        Vocabulary vocabulary = ReadVocabulary(model["vocab"]);
        JsonPlace unknown = model.Optional("unk_token");
        if (!unknown.IsNull && vocabulary.Find(unknown.Text()) < 0) throw unknown.Error($"found '{unknown.Text()}', needed a piece of the vocabulary");

        return new BpeModel(
            vocabulary, MergesJson.Read(model["merges"], vocabulary),
            new BpeSettings(unknown.IsNull ? null : unknown.Text(), model.Flag("fuse_unk"), model.Flag("byte_fallback"), model.Flag("ignore_merges")));
    }

    internal static Vocabulary ReadVocabulary(JsonPlace vocab)
    {
        vocab.Need(JsonValueKind.Object);
        PieceTable.Builder names = new(1 << 16);
        List<int> ids = [];
        foreach (JsonProperty entry in vocab.Value.EnumerateObject())
        {
            if (!JsonText.TryAddName(entry, names)) throw vocab.Error($"the piece of entry {ids.Count} is not Unicode");
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out int id) || id is < 0 or > MaxId)
            {
                throw vocab.Error($"the piece '{entry.Name}' has the id {entry.Value}, needed a number from 0 to {MaxId}");
            }

            int length = names[ids.Count].Length;
            if (length > UnigramVocabulary.MaxPieceLength)
            {
                throw vocab.Error($"a piece has {length} characters, needed at most {UnigramVocabulary.MaxPieceLength}");
            }

            ids.Add(id);
        }

        return ById(names.Build(), ids, vocab);
    }

    // Files name pieces in any order; tables have them in that of their ids.
    private static Vocabulary ById(PieceTable names, List<int> ids, JsonPlace vocab)
    {
        int[] placeOf = new int[ids.Count == 0 ? 0 : ids.Max() + 1];
        for (int place = 0; place < ids.Count; place++)
        {
            if (placeOf[ids[place]] > 0) throw vocab.Error($"the piece '{names.Text(place)}' or its id {ids[place]} is there twice");
            placeOf[ids[place]] = place + 1;
        }

        PieceTable.Builder builder = new(placeOf.Length);
        foreach (int place in placeOf) builder.Add(place == 0 ? [] : names[place - 1]);
        PieceTable pieces = builder.Build();
        PieceIndex index = new(pieces);
        for (int id = 0; id < placeOf.Length; id++)
        {
            if (placeOf[id] > 0 && !index.TryAdd(id)) throw vocab.Error($"the piece '{pieces.Text(id)}' or its id {id} is there twice");
        }

        return new Vocabulary(pieces, index);
    }

    private static void CheckAdded(JsonPlace model, ITokenModel read, ImmutableArray<AddedToken> added)
    {
        foreach (AddedToken token in added)
        {
            int known = read.Find(token.Content);
            if (token.Id > MaxId || (known >= 0 && known != token.Id))
            {
                throw model.Error(
                    $"the added token '{token.Content}' has the id {token.Id}, the piece of that name {(known < 0 ? "none" : known)}; needed one id up to {MaxId}");
            }
        }
    }
}
