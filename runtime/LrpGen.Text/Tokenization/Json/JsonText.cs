using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace LrpGen.Text.Tokenization;

/// <summary>Reads the texts of a JSON file into a table of pieces: straight from its bytes, but for those with escapes.</summary>
internal static class JsonText
{
    /// <summary>Adds a text; false where it is not Unicode.</summary>
    internal static bool TryAdd(JsonElement text, PieceTable.Builder pieces)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        if (!raw.Contains((byte)'\\')) return TryAdd(raw, pieces);

        try
        {
            pieces.Add(text.GetString());
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Adds a property's name; false where it is not Unicode.</summary>
    internal static bool TryAddName(JsonProperty property, PieceTable.Builder pieces)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8PropertyName(property);
        if (!raw.Contains((byte)'\\')) return TryAdd(raw, pieces);

        try
        {
            pieces.Add(property.Name);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Adds a text in UTF-8; false where it is none.</summary>
    internal static bool TryAdd(ReadOnlySpan<byte> utf8, PieceTable.Builder pieces)
    {
        // No text has more UTF-16 units than bytes of UTF-8.
        OperationStatus status = Utf8.ToUtf16(utf8, pieces.Room(utf8.Length), out _, out int length, replaceInvalidSequences: false);
        if (status != OperationStatus.Done) return false;
        pieces.Take(length);
        return true;
    }
}
