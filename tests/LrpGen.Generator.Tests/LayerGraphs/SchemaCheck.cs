using System.Text.Json;
using System.Text.RegularExpressions;

namespace LrpGen.Generator.Tests.LayerGraphs;

/// <summary>As much of JSON Schema as <c>lrp.schema.json</c> uses; another word throws.</summary>
internal sealed class SchemaCheck(JsonElement root)
{
    public bool Fits(JsonElement value) => Fits(value, root);

    private bool Fits(JsonElement value, JsonElement schema) => schema.EnumerateObject().All(word => word.Name switch
    {
        "$schema" or "$id" or "$defs" or "title" or "description" or "default" => true,
        "$ref" => Fits(value, root.GetProperty("$defs").GetProperty(word.Value.GetString()!["#/$defs/".Length..])),
        "type" => HasType(value, word.Value.GetString()!),
        "const" => value.ValueKind == JsonValueKind.String && value.GetString() == word.Value.GetString(),
        "enum" => value.ValueKind == JsonValueKind.String && word.Value.EnumerateArray().Any(one => one.GetString() == value.GetString()),
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, word.Value.GetString()!),
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= word.Value.GetDouble(),
        "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= word.Value.GetInt32(),
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= word.Value.GetInt32(),
        "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(item => Fits(item, word.Value)),
        "anyOf" => word.Value.EnumerateArray().Any(one => Fits(value, one)),
        "oneOf" => word.Value.EnumerateArray().Count(one => Fits(value, one)) == 1,
        "required" => value.ValueKind != JsonValueKind.Object || word.Value.EnumerateArray().All(key => value.TryGetProperty(key.GetString()!, out _)),
        "properties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(member => !word.Value.TryGetProperty(member.Name, out JsonElement inner) || Fits(member.Value, inner)),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(member => schema.GetProperty("properties").TryGetProperty(member.Name, out _) || MoreFits(member.Value, word.Value)),
        _ => throw new NotSupportedException(word.Name),
    });

    private bool MoreFits(JsonElement value, JsonElement more) => more.ValueKind == JsonValueKind.Object && Fits(value, more);

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => throw new NotSupportedException(type),
    };
}
