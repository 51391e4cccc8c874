using System.Collections.Immutable;
using System.Text.Json;
using static LrpGen.Runtime.JsonParts;

namespace LrpGen.Runtime;

/// <summary>Writes the JSON form of an <see cref="ArrayExplanation"/>, described in <c>docs/explanation-json.md</c>.</summary>
internal static class ArrayJsonWriter
{
    public static void Write(Utf8JsonWriter json, ArrayExplanation explanation)
    {
        json.WriteStartObject();
        json.WriteString("schema", JsonNames.ArraySchema);
        json.WriteNumber("schemaVersion", ArrayExplanation.CurrentSchemaVersion);
        json.WriteString("model", WellFormed(explanation.Model));
        json.WriteString("method", WellFormed(explanation.Method));
        WriteLabels(json, explanation.Labels, explanation.PredictedLabel, explanation.Target);
        WriteShape(json, explanation.Shape);
        WriteTexts(json, "featureNames", explanation.FeatureNames);
        WriteTexts(json, "featureUnits", explanation.FeatureUnits);
        WriteArray(json, "input", explanation.Input);
        WriteArray(json, "relevance", explanation.Relevance);
        if (!explanation.Layers.IsEmpty)
        {
            json.WriteStartArray("layers");
            foreach (LayerRelevance layer in explanation.Layers)
            {
                json.WriteStartObject();
                json.WriteString("name", WellFormed(layer.Name));
                WriteShape(json, layer.Shape);
                WriteArray(json, "relevance", layer.Values);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (explanation.Ledger is not null) WriteLedger(json, explanation.Ledger);
        json.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter json, ImmutableArray<int> shape)
    {
        json.WriteStartArray("shape");
        foreach (int size in shape) json.WriteNumberValue(size);
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        if (texts.IsEmpty) return;
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(WellFormed(text));
        json.WriteEndArray();
    }
}
