using System.Text.Json;
using System.Text.Json.Serialization;

namespace LrpGen.Runtime;

/// <summary>
/// Gives System.Text.Json the documented form of an explanation (<c>docs/explanation-json.md</c>), so that
/// <c>JsonSerializer</c>, ASP.NET's <c>Results.Ok</c> and generated contexts write what <see cref="TextExplanation.ToJson"/> writes.
/// </summary>
public sealed class TextExplanationJsonConverter : JsonConverter<TextExplanation>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">It is no explanation; the inner <see cref="ExplanationFormatException"/> says where.</exception>
    public override TextExplanation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => JsonReading.Value(ref reader, ExplanationJsonReader.Read);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TextExplanation value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        ExplanationJsonWriter.Write(writer, value);
    }
}
