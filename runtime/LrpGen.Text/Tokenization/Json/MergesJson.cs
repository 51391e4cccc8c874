using System.Runtime.InteropServices;
using System.Text.Json;

namespace LrpGen.Text.Tokenization;

/// <summary>Reads <c>merges</c> of a BPE model of tokenizer.json.</summary>
internal static class MergesJson
{
    /// <summary>Reads the merges in the order of their ranks.</summary>
    /// <exception cref="InvalidDataException">An entry is no pair, or names a piece that the vocabulary lacks.</exception>
    internal static BpeMerges Read(JsonPlace merges, Vocabulary vocabulary)
    {
        merges.Need(JsonValueKind.Array);
        BpeMerges read = new(vocabulary, merges.Value.GetArrayLength());
        PieceTable.Builder pair = new(2);
        foreach (JsonElement merge in merges.Value.EnumerateArray())
        {
            if (!TryRead(merge, pair)) throw merges.Error($"entry {read.Count} is not a pair of pieces");
            if (!read.TryAdd(pair[0], pair[1], out string? missing)) throw BpeMerges.Missing($"{merges.Place}[{read.Count}]", missing, pair[0], pair[1]);
        }

        return read;
    }

    // Files before tokenizers 0.20 write "a b", later ones ["a", "b"].
    private static bool TryRead(JsonElement merge, PieceTable.Builder pair)
    {
        pair.Clear();
        switch (merge.ValueKind)
        {
            case JsonValueKind.String when JsonMarshal.GetRawUtf8Value(merge)[1..^1] is var raw && !raw.Contains((byte)'\\'):
                int blank = raw.IndexOf((byte)' ');
                return blank > 0 && blank + 1 < raw.Length && !raw[(blank + 1)..].Contains((byte)' ')
                    && pair.TryAddUtf8(raw[..blank]) && pair.TryAddUtf8(raw[(blank + 1)..]);
            case JsonValueKind.String:
                return JsonText.TryAdd(merge, pair) && TrySplit(pair);
            case JsonValueKind.Array:
                return merge.GetArrayLength() == 2 && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String
                    && JsonText.TryAdd(merge[0], pair) && JsonText.TryAdd(merge[1], pair) && !pair[0].IsEmpty && !pair[1].IsEmpty;
            default:
                return false;
        }
    }

    private static bool TrySplit(PieceTable.Builder pair)
    {
        string[] parts = pair[0].ToString().Split(' ');
        pair.Clear();
        foreach (string part in parts) pair.Add(part);
        return parts is [{ Length: > 0 }, { Length: > 0 }];
    }
}
