using System.Collections.Immutable;
using System.Text.Json;

namespace LrpGen.Text.Tokenization;

/// <summary>Reads <c>model</c> of tokenizer.json.</summary>
internal static class ModelJson
{
    // Ids are indices of tables; this is ten times the largest published vocabulary.
    internal const int MaxId = 10_000_000;

    internal static ITokenModel Read(JsonPlace model, ImmutableArray<AddedToken> added)
    {
        ITokenModel read = TypeOf(model) switch
        {
            "Unigram" => new UnigramModel<DoubleScores>(UnigramModelJson.Read(model, added)),
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

        JsonPlace merges = model["merges"];
        merges.Need(JsonValueKind.Array);
        BpeMerges read = new(merges.Value.GetArrayLength());
        int rank = 0;
        foreach (JsonElement merge in merges.Value.EnumerateArray())
        {
            (string left, string right) = ReadMerge(merge, merges, rank);
            AddMerge(vocabulary, read, left, right, rank, () => $"{merges.Place}[{rank}]");
            rank++;
        }

        return new BpeModel(
            vocabulary, read,
            new BpeSettings(unknown.IsNull ? null : unknown.Text(), model.Flag("fuse_unk"), model.Flag("byte_fallback"), model.Flag("ignore_merges")));
    }

    /// <summary>Adds a merge whose symbols and result the vocabulary has to have.</summary>
    internal static void AddMerge(Vocabulary vocabulary, BpeMerges merges, string left, string right, int rank, Func<string> place)
    {
        (int first, int second, int merged) = (vocabulary.Find(left), vocabulary.Find(right), vocabulary.Find(left + right));
        if (first < 0 || second < 0 || merged < 0)
        {
            string missing = first < 0 ? left : second < 0 ? right : left + right;
            throw TokenizerError.In(place(), $"the vocabulary has no piece '{missing}', which the merge of '{left}' and '{right}' needs.");
        }

        merges.Add(first, second, rank, merged);
    }

    // Files before tokenizers 0.20 write "a b", later ones ["a", "b"].
    private static (string Left, string Right) ReadMerge(JsonElement merge, JsonPlace merges, int index)
    {
        string[] parts;
        try
        {
            parts = merge.ValueKind switch
            {
                JsonValueKind.String => merge.GetString()!.Split(' '),
                JsonValueKind.Array => [.. merge.EnumerateArray().Select(part => part.GetString() ?? "")],
                _ => [],
            };
        }
        catch (InvalidOperationException)
        {
            parts = [];
        }

        return parts is [{ Length: > 0 } left, { Length: > 0 } right] ? (left, right) : throw merges.Error($"entry {index} is not a pair of pieces");
    }

    internal static Vocabulary ReadVocabulary(JsonPlace vocab)
    {
        vocab.Need(JsonValueKind.Object);
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        HashSet<int> known = [];
        foreach (JsonProperty entry in vocab.Value.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out int id) || id is < 0 or > MaxId)
            {
                throw vocab.Error($"the piece '{entry.Name}' has the id {entry.Value}, needed a number from 0 to {MaxId}");
            }

            if (entry.Name.Length > UnigramVocabulary.MaxPieceLength)
            {
                throw vocab.Error($"a piece has {entry.Name.Length} characters, needed at most {UnigramVocabulary.MaxPieceLength}");
            }

            if (!ids.TryAdd(entry.Name, id) || !known.Add(id)) throw vocab.Error($"the piece '{entry.Name}' or its id {id} is there twice");
        }

        return new Vocabulary(ids);
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
