using System.Runtime.InteropServices;
using System.Text.Json;

namespace LrpGen.Text.Tokenization;

/// <summary>Reads the texts of a JSON file into a table of pieces: straight from its bytes, but for those with escapes.</summary>
internal static class JsonText
{
    /// <summary>Adds a text; false where it is not Unicode.</summary>
    internal static bool TryAdd(JsonElement text, PieceTable.Builder pieces)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        if (!raw.Contains((byte)'\\')) return pieces.TryAddUtf8(raw);

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

    /// <summary>Adds the text that a reader is at; false where it is not Unicode.</summary>
    internal static bool TryAdd(ref Utf8JsonReader reader, PieceTable.Builder pieces)
    {
        if (!reader.ValueIsEscaped) return pieces.TryAddUtf8(reader.ValueSpan);

        try
        {
            pieces.Add(reader.GetString());
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
        if (!raw.Contains((byte)'\\')) return pieces.TryAddUtf8(raw);

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
}
