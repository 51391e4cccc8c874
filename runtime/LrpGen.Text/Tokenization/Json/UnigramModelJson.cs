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

        string?[] pieces = new string?[count];
        double[] scores = new double[count];
        double cheapest = double.PositiveInfinity;
        int id = 0;
        foreach (JsonElement entry in vocab.Value.EnumerateArray())
        {
            (pieces[id], scores[id]) = ReadPiece(entry, vocab, id);
            cheapest = Math.Min(cheapest, scores[id]);
            id++;
        }

        return new UnigramVocabulary(pieces, scores, FindControl(pieces, added), unknownId, cheapest - UnigramVocabulary.UnknownPenalty);
    }

    private static (string Piece, double Score) ReadPiece(JsonElement entry, JsonPlace vocab, int id)
    {
        if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 2
            || entry[0].ValueKind != JsonValueKind.String || entry[1].ValueKind != JsonValueKind.Number)
        {
            throw vocab.Error($"entry {id} is not a pair of a piece and its score");
        }

        double score = DecimalScores.Parse(JsonMarshal.GetRawUtf8Value(entry[1]));
        if (!double.IsFinite(score)) throw vocab.Error($"entry {id} has the score {entry[1]}, needed a finite one");

        string piece;
        try
        {
            piece = entry[0].GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw vocab.Error($"the piece of entry {id} is not Unicode");
        }

        return piece.Length <= UnigramVocabulary.MaxPieceLength
            ? (piece, score)
            : throw vocab.Error(
                $"the piece of entry {id} has {piece.Length} characters, needed at most {UnigramVocabulary.MaxPieceLength}");
    }

    private static bool[] FindControl(string?[] pieces, ImmutableArray<AddedToken> added)
    {
        HashSet<string> special = [.. added.Where(t => t.Special).Select(t => t.Content)];
        return Array.ConvertAll(pieces, p => special.Contains(p!));
    }
}
