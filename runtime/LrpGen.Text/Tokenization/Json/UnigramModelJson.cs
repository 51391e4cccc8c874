using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace LrpGen.Text.Tokenization;

/// <summary>Reads <c>model</c> of tokenizer.json.</summary>
internal static class UnigramModelJson
{
    /// <summary>Reads the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="array">Its vocabulary where it was taken out (<see cref="VocabularyArray"/>); empty where it was not.</param>
    /// <param name="added">The added tokens.</param>
    internal static UnigramVocabulary Read(JsonPlace model, ReadOnlyMemory<byte> array, ImmutableArray<AddedToken> added)
    {
        model.Allow("type", "unk_id", "vocab", "byte_fallback");
        if (model.Flag("byte_fallback")) throw model["byte_fallback"].Error("true is not supported, needed false");

        JsonPlace vocab = model["vocab"];
        vocab.Need(JsonValueKind.Array);
        int unknownId = model["unk_id"].Number();
        ReadOnlySpan<byte> entries = array.IsEmpty ? JsonMarshal.GetRawUtf8Value(vocab.Value) : array.Span;

        // An entry of XLM-R takes some 34 bytes.
        int expected = Math.Clamp(entries.Length / 32, 1, 1 << 18);
        PieceTable.Builder pieces = new(expected);
        List<double> scores = new(expected);
        double cheapest = double.PositiveInfinity;

        // The array is known to be valid JSON: its tokens are read without an element for each.
        Utf8JsonReader reader = new(entries);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            scores.Add(ReadPiece(ref reader, vocab, pieces));
            cheapest = Math.Min(cheapest, scores[^1]);
        }

        int count = scores.Count;
        if (unknownId >= count) throw model["unk_id"].Error($"found {unknownId}, needed an id of the {count} pieces");

        PieceTable table = pieces.Build();
        HashSet<int> control = FindControl(table, added);
        int[] plain = new int[count - control.Count];
        for (int id = 0, next = 0; id < count; id++)
        {
            if (!control.Contains(id)) plain[next++] = id;
        }

        return new UnigramVocabulary(table, [.. scores], plain, control, unknownId, cheapest - UnigramVocabulary.UnknownPenalty);
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
        string firsts = string.Concat(special.Where(content => content.Length > 0).Select(content => content[0]).Distinct());
        var known = special.GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<int> control = [];
        for (int id = 0; id < pieces.Count; id++)
        {
            ReadOnlySpan<char> piece = pieces[id];
            if (piece.IsEmpty ? special.Contains("") : firsts.Contains(piece[0], StringComparison.Ordinal) && known.Contains(piece)) control.Add(id);
        }

        return control;
    }
}
