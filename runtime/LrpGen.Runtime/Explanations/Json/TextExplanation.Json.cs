using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace LrpGen.Runtime;

public sealed partial record TextExplanation
{
    // Letters of all scripts stay readable; what HTML could take for markup is escaped, so that the JSON can stand in a page.
    private static readonly JavaScriptEncoder JsonEncoder = JavaScriptEncoder.Create(UnicodeRanges.All);

    /// <summary>The explanation as JSON; <c>docs/explanation-json.md</c> describes the form. Floats read back to the same bits.</summary>
    /// <param name="indented">False gives one line, for JSON Lines.</param>
    public string ToJson(bool indented = true)
    {
        using var stream = new MemoryStream();
        WriteJson(stream, indented);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Writes <see cref="ToJson"/> as UTF-8.</summary>
    public void WriteJson(Stream output, bool indented = true)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JsonEncoder, Indented = indented, NewLine = "\n" });
        ExplanationJsonWriter.Write(json, this);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="ExplanationFormatException">
    /// The text is not JSON, is not an explanation, is of a newer version, or holds ranges and indices that lead outside.
    /// </exception>
    public static TextExplanation FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Read(() => JsonDocument.Parse(json, ExplanationJsonReader.Options));
    }

    /// <summary>Reads what <see cref="WriteJson"/> wrote.</summary>
    /// <exception cref="ExplanationFormatException">As for <see cref="FromJson"/>.</exception>
    public static TextExplanation ReadJson(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Read(() => JsonDocument.Parse(input, ExplanationJsonReader.Options));
    }

    private static TextExplanation Read(Func<JsonDocument> parse)
    {
        try
        {
            using JsonDocument document = parse();
            return ExplanationJsonReader.Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new ExplanationFormatException($"This is not JSON that can be read: {exception.Message}", exception);
        }
    }
}
