using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LrpGen.Text.Tokenization;

/// <summary>Reads <c>model</c> of tokenizer.json.</summary>
internal static class UnigramModelJson
{
    internal static UnigramVocabulary Read(JsonPlace model, ImmutableArray<AddedToken> added)
    {
        model.Allow("type", "unk_id", "vocab", "byte_fallback");
        if (model.Flag("byte_fallback")) throw model["byte_fallback"].Error("true is not supported, needed false");

        JsonPlace vocab = model["vocab"];
        vocab.Need(JsonValueKind.Array);
        int count = vocab.Value.GetArrayLength();
        int unknownId = model["unk_id"].Number();
        if (unknownId >= count) throw model["unk_id"].Error($"found {unknownId}, needed an id of the {count} pieces");

        PieceTable.Builder pieces = new(count);
        double[] scores = new double[count];
        double cheapest = double.PositiveInfinity;
        foreach (JsonElement entry in vocab.Value.EnumerateArray())
        {
            int id = pieces.Count;
            scores[id] = ReadPiece(entry, vocab, pieces);
            cheapest = Math.Min(cheapest, scores[id]);
        }

        PieceTable table = pieces.Build();
        HashSet<int> control = FindControl(table, added);
        int[] plain = [.. Enumerable.Range(0, count).Where(piece => !control.Contains(piece))];
        return new UnigramVocabulary(table, scores, plain, control, unknownId, cheapest - UnigramVocabulary.UnknownPenalty);
    }

    private static double ReadPiece(JsonElement entry, JsonPlace vocab, PieceTable.Builder pieces)
    {
        int id = pieces.Count;
        if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 2
            || entry[0].ValueKind != JsonValueKind.String || entry[1].ValueKind != JsonValueKind.Number)
        {
            throw vocab.Error($"entry {id} is not a pair of a piece and its score");
        }

        double score = DecimalScores.Parse(JsonMarshal.GetRawUtf8Value(entry[1]));
        if (!double.IsFinite(score)) throw vocab.Error($"entry {id} has the score {entry[1]}, needed a finite one");
        if (!JsonText.TryAdd(entry[0], pieces)) throw vocab.Error($"the piece of entry {id} is not Unicode");
        int length = pieces[id].Length;
        return length <= UnigramVocabulary.MaxPieceLength
            ? score
            : throw vocab.Error($"the piece of entry {id} has {length} characters, needed at most {UnigramVocabulary.MaxPieceLength}");
    }

    private static HashSet<int> FindControl(PieceTable pieces, ImmutableArray<AddedToken> added)
    {
        HashSet<string> special = [.. added.Where(t => t.Special).Select(t => t.Content)];
        int longest = special.Select(content => content.Length).DefaultIfEmpty().Max();
        HashSet<int> control = [];
        for (int id = 0; id < pieces.Count; id++)
        {
            if (pieces[id].Length <= longest && special.Contains(pieces.Text(id))) control.Add(id);
        }

        return control;
    }
}
