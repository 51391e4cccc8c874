using System.Text.Json;
using System.Text.Json.Serialization;

namespace LrpGen.Runtime;

/// <summary>
/// Gives System.Text.Json the documented form of an explanation of numbers (<c>docs/explanation-json.md</c>): what
/// <see cref="ArrayExplanation.ToJson"/> writes.
/// </summary>
public sealed class ArrayExplanationJsonConverter : JsonConverter<ArrayExplanation>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">It is no explanation; the inner <see cref="ExplanationFormatException"/> says where.</exception>
    public override ArrayExplanation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => JsonReading.Value(ref reader, ArrayJsonReader.Read);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The parts do not fit together; see <see cref="ArrayExplanation.EnsureConsistent"/>.</exception>
    public override void Write(Utf8JsonWriter writer, ArrayExplanation value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        value.EnsureConsistent();
        ArrayJsonWriter.Write(writer, value);
    }
}
