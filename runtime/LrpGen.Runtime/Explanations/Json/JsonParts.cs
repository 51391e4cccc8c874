using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace LrpGen.Runtime;

/// <summary>What all JSON forms of explanations share: labels, ledger, numbers and strings.</summary>
internal static class JsonParts
{
    /// <summary>Letters of all scripts stay readable; what HTML could take for markup is escaped, so that the JSON can stand in a page.</summary>
    /// <remarks>What reorders text is escaped as well: a log that shows the JSON would be turned round by it.</remarks>
    public static readonly JavaScriptEncoder Encoder = CreateEncoder();

    /// <summary>The labels, the predicted one and the explained target.</summary>
    public static void WriteLabels(Utf8JsonWriter json, ImmutableArray<LabelScore> labels, int predicted, ExplainedTarget target)
    {
        WriteLabels(json, labels, predicted);
        json.WriteStartObject("target");
        json.WriteString("description", WellFormed(target.Description));
        WriteArray(json, "seed", target.Seed);
        WriteNumber(json, "score", target.Score);
        if (target.BaselineScore is { } baseline) WriteNumber(json, "baselineScore", baseline);
        if (target.Label is { } index) json.WriteNumber("label", index);
        json.WriteEndObject();
    }

    /// <summary>The labels and the predicted one.</summary>
    public static void WriteLabels(Utf8JsonWriter json, ImmutableArray<LabelScore> labels, int predicted)
    {
        json.WriteStartArray("labels");
        foreach (LabelScore label in labels)
        {
            json.WriteStartObject();
            json.WriteString("name", WellFormed(label.Name));
            WriteNumber(json, "logit", label.Logit);
            if (label.Probability is { } probability) WriteNumber(json, "probability", probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("predictedLabel", predicted);
    }

    public static void WriteLedger(Utf8JsonWriter json, ConservationLedger ledger)
    {
        json.WriteStartObject("ledger");
        WriteNumber(json, "score", ledger.Score);
        WriteNumber(json, "tokens", ledger.Tokens);
        json.WriteStartArray("sinks");
        foreach (LedgerSink sink in ledger.Sinks)
        {
            json.WriteStartObject();
            json.WriteString("kind", JsonNames.Of(sink.Kind));
            json.WriteString("name", WellFormed(sink.Name));
            if (sink.Layer is { } layer) json.WriteNumber("layer", layer);
            WriteNumber(json, "relevance", sink.Relevance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (!ledger.LayerGains.IsEmpty)
        {
            json.WriteStartArray("layerGains");
            foreach (double gain in ledger.LayerGains) WriteValue(json, gain);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void WriteArray(Utf8JsonWriter json, string name, ImmutableArray<float> values)
    {
        json.WriteStartArray(name);
        foreach (float value in values) WriteValue(json, value);
        json.WriteEndArray();
    }

    public static void WriteNumber(Utf8JsonWriter json, string name, float value)
    {
        json.WritePropertyName(name);
        WriteValue(json, value);
    }

    public static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        WriteValue(json, value);
    }

    // The shortest digits that read back to the same bits; JSON has no numbers for the rest.
    public static void WriteValue(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(NonFinite(value));
    }

    public static void WriteValue(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(NonFinite(value));
    }

    private static JavaScriptEncoder CreateEncoder()
    {
        var allowed = new TextEncoderSettings(UnicodeRanges.All);
        allowed.ForbidRange(UnicodeRange.Create('\u202a', '\u202e'));
        allowed.ForbidRange(UnicodeRange.Create('\u2066', '\u206f'));
        allowed.ForbidRange(UnicodeRange.Create('\ufff9', '\ufffb'));
        allowed.ForbidCharacters('\ufeff');
        return JavaScriptEncoder.Create(allowed);
    }

    private static string NonFinite(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    /// <summary>A lone surrogate has no form in UTF-8. U+FFFD takes its place; positions stay right, for it is one unit as well.</summary>
    public static string WellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i]))) return Repair(text);
        }

        return text;
    }

    private static string Repair(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) result.Append(rune.ToString());
        return result.ToString();
    }
}
