using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
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

        // The array is known to be valid JSON: its tokens are read without an element for each.
        Utf8JsonReader reader = new(JsonMarshal.GetRawUtf8Value(vocab.Value));
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int id = pieces.Count;
            scores[id] = ReadPiece(ref reader, vocab, pieces);
            cheapest = Math.Min(cheapest, scores[id]);
        }

        PieceTable table = pieces.Build();
        HashSet<int> control = FindControl(table, added);
        int[] plain = new int[count];
        int found = 0;
        for (int id = 0; id < count; id++)
        {
            if (!control.Contains(id)) plain[found++] = id;
        }

        return new UnigramVocabulary(table, scores, plain.AsSpan(0, found), control, unknownId, cheapest - UnigramVocabulary.UnknownPenalty);
    }

    private static double ReadPiece(ref Utf8JsonReader reader, JsonPlace vocab, PieceTable.Builder pieces)
    {
        int id = pieces.Count;
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.String) throw NoPair();
        if (!JsonText.TryAdd(ref reader, pieces)) throw vocab.Error($"the piece of entry {id} is not Unicode");
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number) throw NoPair();
        double score = DecimalScores.Parse(reader.ValueSpan);
        if (!double.IsFinite(score)) throw vocab.Error($"entry {id} has the score {Encoding.UTF8.GetString(reader.ValueSpan)}, needed a finite one");
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray) throw NoPair();
        int length = pieces[id].Length;
        return length <= UnigramVocabulary.MaxPieceLength
            ? score
            : throw vocab.Error($"the piece of entry {id} has {length} characters, needed at most {UnigramVocabulary.MaxPieceLength}");

        InvalidDataException NoPair() => vocab.Error($"entry {id} is not a pair of a piece and its score");
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
