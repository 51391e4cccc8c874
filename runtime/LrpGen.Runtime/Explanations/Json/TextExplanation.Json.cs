using System.Text;
using System.Text.Json;

namespace LrpGen.Runtime;

public sealed partial record TextExplanation
{
    /// <summary>The explanation as JSON; <c>docs/explanation-json.md</c> describes the form. Floats read back to the same bits.</summary>
    /// <param name="indented">False gives one line, for JSON Lines.</param>
    public string ToJson(bool indented = true)
    {
        using var stream = new MemoryStream();
        WriteJson(stream, indented);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>
    /// What a page or a service shows: prediction, explained target, score, and every word with its relevance. It cannot be read
    /// back; <c>docs/explanation-json.md</c> describes it.
    /// </summary>
    /// <param name="indented">False gives one line, for JSON Lines.</param>
    public string ToLeanJson(bool indented = false) => LeanJson.Of(this, indented);

    /// <summary>Writes <see cref="ToJson"/> as UTF-8.</summary>
    public void WriteJson(Stream output, bool indented = true)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JsonParts.Encoder, Indented = indented, NewLine = "\n" });
        ExplanationJsonWriter.Write(json, this);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="ExplanationFormatException">
    /// The text is not JSON, is not an explanation, is of a newer version, or holds ranges and indices that lead outside.
    /// </exception>
    public static TextExplanation FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return JsonReading.Document(json, ExplanationJsonReader.Read);
    }

    /// <summary>Reads what <see cref="WriteJson"/> wrote.</summary>
    /// <exception cref="ExplanationFormatException">As for <see cref="FromJson"/>.</exception>
    public static TextExplanation ReadJson(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return JsonReading.Document(input, ExplanationJsonReader.Read);
    }
}
