using System.Text.Json;

namespace LrpGen.Text.Tokenization;

/// <summary>Opens JSON files that come from outside.</summary>
internal static class JsonFile
{
    /// <summary>The bytes behind the mark of the encoding, if there is one.</summary>
    internal static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> file) => file.Span.StartsWith("\uFEFF"u8) ? file[3..] : file;

    /// <summary>Reads a file; every failure is an <see cref="InvalidDataException"/> that names it.</summary>
    internal static T Read<T>(ReadOnlyMemory<byte> file, string name, Func<JsonPlace, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(WithoutMark(file));
            return read(new JsonPlace(document.RootElement, name, ""));
        }
        catch (JsonException e)
        {
            throw TokenizerError.In(name, $"not JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // The parser looks at the encoding of a text only when it is asked for: here the name of a property.
            throw TokenizerError.In(name, $"not Unicode: {e.Message}", e);
        }
    }
}
