using System.Collections.Immutable;
using System.Text.Json;
using static LrpGen.Runtime.JsonParts;

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
        WriteLabels(json, explanation.Labels, explanation.PredictedLabel, explanation.Target);
        WriteTokens(json, explanation);
        WriteWords(json, explanation);
        WriteUnits(json, "sentences", explanation, explanation.Sentences);
        WriteUnits(json, "paragraphs", explanation, explanation.Paragraphs);
        WriteUnseen(json, explanation);
        if (explanation.Windowing is { } windowing) WindowJson.Write(json, windowing);
        if (explanation.Ledger is not null) WriteLedger(json, explanation.Ledger);
        WriteMatrix(json, "layerRelevance", explanation.LayerRelevance);
        WriteMatrix(json, "headRelevance", explanation.HeadRelevance);
        WriteMatrix(json, "embeddingRelevance", explanation.EmbeddingRelevance);
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
            WriteNumber(json, "relevance", token.Relevance);
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
            if (!word.IsSeen) json.WriteBoolean("seen", false);
            WriteNumber(json, "relevance", word.Relevance);
            WriteNumber(json, "strongest", word.Strongest);
            json.WriteStartArray("tokens");
            foreach (int token in word.Tokens) json.WriteNumberValue(token);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUnits(Utf8JsonWriter json, string name, TextExplanation explanation, ImmutableArray<UnitRelevance> units)
    {
        json.WriteStartArray(name);
        foreach (UnitRelevance unit in units)
        {
            json.WriteStartObject();
            json.WriteString("text", WellFormed(explanation.TextOf(unit)));
            WriteRange(json, unit.Start, unit.End, unit.Sequence);
            if (!unit.IsSeen) json.WriteBoolean("seen", false);
            WriteNumber(json, "relevance", unit.Relevance);
            json.WriteStartArray("words");
            foreach (int word in unit.Words) json.WriteNumberValue(word);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What the model did not see: characters, and what was cut off; nothing where it saw all.</summary>
    public static void WriteUnseen(Utf8JsonWriter json, TextExplanation explanation)
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

    public static void WriteRange(Utf8JsonWriter json, int start, int end, int sequence)
    {
        json.WriteNumber("start", start);
        json.WriteNumber("end", end);
        if (sequence != 0) json.WriteNumber("sequence", sequence);
    }
}
