using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace LrpGen.Runtime;

/// <summary>Writes the JSON form described in <c>docs/explanation-json.md</c>.</summary>
internal static class ExplanationJsonWriter
{
    public static void Write(Utf8JsonWriter json, TextExplanation explanation)
    {
        json.WriteStartObject();
        json.WriteString("schema", JsonNames.Schema);
        json.WriteNumber("schemaVersion", TextExplanation.CurrentSchemaVersion);
        json.WriteString("model", WellFormed(explanation.Model));
        json.WriteString("tokenizer", WellFormed(explanation.Tokenizer));
        json.WriteString("method", WellFormed(explanation.Method));
        json.WriteString("text", WellFormed(explanation.Text));
        if (explanation.Pair is not null) json.WriteString("pair", WellFormed(explanation.Pair));
        WriteLabels(json, explanation);
        WriteTokens(json, explanation);
        WriteWords(json, explanation);
        WriteUnseen(json, explanation);
        if (explanation.Ledger is not null) WriteLedger(json, explanation.Ledger);
        WriteMatrix(json, "layerRelevance", explanation.LayerRelevance);
        WriteMatrix(json, "headRelevance", explanation.HeadRelevance);
        WriteMatrix(json, "embeddingRelevance", explanation.EmbeddingRelevance);
        json.WriteEndObject();
    }

    private static void WriteLabels(Utf8JsonWriter json, TextExplanation explanation)
    {
        json.WriteStartArray("labels");
        foreach (LabelScore label in explanation.Labels)
        {
            json.WriteStartObject();
            json.WriteString("name", WellFormed(label.Name));
            Write(json, "logit", label.Logit);
            Write(json, "probability", label.Probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("predictedLabel", explanation.PredictedLabel);
        json.WriteStartObject("target");
        json.WriteString("description", WellFormed(explanation.Target.Description));
        WriteArray(json, "seed", explanation.Target.Seed);
        Write(json, "score", explanation.Target.Score);
        if (explanation.Target.Label is { } index) json.WriteNumber("label", index);
        json.WriteEndObject();
    }

    private static void WriteTokens(Utf8JsonWriter json, TextExplanation explanation)
    {
        json.WriteStartArray("tokens");
        foreach (TokenRelevance token in explanation.Tokens)
        {
            json.WriteStartObject();
            json.WriteNumber("id", token.Id);
            json.WriteString("piece", WellFormed(token.Piece));
            WriteRange(json, token.Start, token.End, token.Sequence);
            if (token.IsSpecial) json.WriteBoolean("special", true);
            if (token.IsUnknown) json.WriteBoolean("unknown", true);
            Write(json, "relevance", token.Relevance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteWords(Utf8JsonWriter json, TextExplanation explanation)
    {
        json.WriteStartArray("words");
        foreach (WordRelevance word in explanation.Words)
        {
            json.WriteStartObject();
            json.WriteString("text", WellFormed(explanation.TextOf(word)));
            WriteRange(json, word.Start, word.End, word.Sequence);
            Write(json, "relevance", word.Relevance);
            Write(json, "strongest", word.Strongest);
            json.WriteStartArray("tokens");
            foreach (int token in word.Tokens) json.WriteNumberValue(token);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUnseen(Utf8JsonWriter json, TextExplanation explanation)
    {
        if (!explanation.UnseenCharacters.IsEmpty)
        {
            json.WriteStartArray("unseen");
            foreach (UnseenRange range in explanation.UnseenCharacters)
            {
                json.WriteStartObject();
                WriteRange(json, range.Start, range.End, range.Sequence);
                json.WriteString("reason", JsonNames.Of(range.Reason));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (explanation.Truncation is not { } cut) return;
        json.WriteStartObject("truncation");
        json.WriteNumber("tokensSeen", cut.TokensSeen);
        json.WriteNumber("tokensTotal", cut.TokensTotal);
        json.WriteNumber("unseenStart", cut.UnseenStart);
        json.WriteNumber("sequence", cut.Sequence);
        json.WriteEndObject();
    }

    private static void WriteLedger(Utf8JsonWriter json, ConservationLedger ledger)
    {
        json.WriteStartObject("ledger");
        Write(json, "score", ledger.Score);
        Write(json, "tokens", ledger.Tokens);
        json.WriteStartArray("sinks");
        foreach (LedgerSink sink in ledger.Sinks)
        {
            json.WriteStartObject();
            json.WriteString("kind", JsonNames.Of(sink.Kind));
            json.WriteString("name", WellFormed(sink.Name));
            if (sink.Layer is { } layer) json.WriteNumber("layer", layer);
            Write(json, "relevance", sink.Relevance);
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

    private static void WriteMatrix(Utf8JsonWriter json, string name, ImmutableArray<ImmutableArray<float>> rows)
    {
        if (rows.IsEmpty) return;
        json.WriteStartArray(name);
        foreach (ImmutableArray<float> row in rows)
        {
            json.WriteStartArray();
            foreach (float value in row.OrEmpty()) WriteValue(json, value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, ImmutableArray<float> values)
    {
        json.WriteStartArray(name);
        foreach (float value in values) WriteValue(json, value);
        json.WriteEndArray();
    }

    private static void WriteRange(Utf8JsonWriter json, int start, int end, int sequence)
    {
        json.WriteNumber("start", start);
        json.WriteNumber("end", end);
        if (sequence != 0) json.WriteNumber("sequence", sequence);
    }

    private static void Write(Utf8JsonWriter json, string name, float value)
    {
        json.WritePropertyName(name);
        WriteValue(json, value);
    }

    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        WriteValue(json, value);
    }

    // The shortest digits that read back to the same bits; JSON has no numbers for the rest.
    private static void WriteValue(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(NonFinite(value));
    }

    private static void WriteValue(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(NonFinite(value));
    }

    private static string NonFinite(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    /// <summary>A lone surrogate has no form in UTF-8. U+FFFD takes its place; positions stay right, for it is one unit as well.</summary>
    private static string WellFormed(string text)
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
