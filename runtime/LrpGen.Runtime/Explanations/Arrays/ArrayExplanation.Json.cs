using System.Text;
using System.Text.Json;

namespace LrpGen.Runtime;

public sealed partial record ArrayExplanation
{
    /// <summary>The explanation as JSON; <c>docs/explanation-json.md</c> describes the form. Floats read back to the same bits.</summary>
    /// <param name="indented">False gives one line, for JSON Lines.</param>
    /// <exception cref="InvalidOperationException">The parts do not fit together; see <see cref="EnsureConsistent"/>.</exception>
    public string ToJson(bool indented = false)
    {
        using var stream = new MemoryStream();
        WriteJson(stream, indented);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>
    /// What a page or a service shows: prediction, explained target, score, and every feature with its value and relevance, or
    /// the relevances of an image. It cannot be read back; <c>docs/explanation-json.md</c> describes it.
    /// </summary>
    /// <param name="indented">False gives one line, for JSON Lines.</param>
    /// <exception cref="InvalidOperationException">The parts do not fit together; see <see cref="EnsureConsistent"/>.</exception>
    public string ToLeanJson(bool indented = false)
    {
        EnsureConsistent();
        return LeanJson.Of(this, indented);
    }

    /// <summary>Writes <see cref="ToJson"/> as UTF-8.</summary>
    /// <exception cref="InvalidOperationException">The parts do not fit together; see <see cref="EnsureConsistent"/>.</exception>
    public void WriteJson(Stream output, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        EnsureConsistent();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JsonParts.Encoder, Indented = indented, NewLine = "\n" });
        ArrayJsonWriter.Write(json, this);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="ExplanationFormatException">
    /// The text is not JSON, is not an explanation of an array, is of a newer version, or its parts do not fit together.
    /// </exception>
    public static ArrayExplanation FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return JsonReading.Document(json, ArrayJsonReader.Read);
    }

    /// <summary>Reads what <see cref="WriteJson"/> wrote.</summary>
    /// <exception cref="ExplanationFormatException">As for <see cref="FromJson"/>.</exception>
    public static ArrayExplanation ReadJson(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return JsonReading.Document(input, ArrayJsonReader.Read);
    }
}
