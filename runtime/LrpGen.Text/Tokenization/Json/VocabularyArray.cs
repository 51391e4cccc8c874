using System.Text.Json;

namespace LrpGen.Text.Tokenization;

/// <summary>
/// Takes the array <c>model.vocab</c> out of a tokenizer.json. A document of its 250,000 entries would take as long as all that is made of them;
/// they are read from the bytes.
/// </summary>
internal static class VocabularyArray
{
    /// <summary>Cuts a file.</summary>
    /// <param name="file">The file, without a mark of its encoding.</param>
    /// <param name="rest">The file with an empty array in the place of that one.</param>
    /// <param name="array">The array, which is valid JSON.</param>
    /// <returns>False where there is no such array, or several, or the file is not JSON: then it is read as a whole, which says what is wrong.</returns>
    internal static bool TryCut(ReadOnlyMemory<byte> file, out ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> array)
    {
        (rest, array) = (file, default);
        try
        {
            if (!TryFind(file.Span, out Range found)) return false;
            array = file[found];
            rest = (byte[])[.. file.Span[..found.Start], .. "[]"u8, .. file.Span[found.End..]];
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool TryFind(ReadOnlySpan<byte> file, out Range found)
    {
        found = default;
        int models = 0, arrays = 0;
        Utf8JsonReader reader = new(file);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isModel = reader.ValueTextEquals("model"u8);
            reader.Read();
            if (!isModel || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            models++;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isVocabulary = reader.ValueTextEquals("vocab"u8);
                reader.Read();
                int start = (int)reader.TokenStartIndex;
                bool isArray = isVocabulary && reader.TokenType == JsonTokenType.StartArray;
                reader.Skip();
                if (isVocabulary) arrays++;
                if (isArray) found = start..(int)reader.BytesConsumed;
            }
        }

        // Nothing may follow, which the next step finds.
        return models == 1 && arrays == 1 && !found.Equals(default) && !reader.Read();
    }
}
