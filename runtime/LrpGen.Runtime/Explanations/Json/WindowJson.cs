using System.Collections.Immutable;
using System.Text.Json;
using static LrpGen.Runtime.JsonParts;

namespace LrpGen.Runtime;

/// <summary>The windows of a long text in the JSON form.</summary>
internal static class WindowJson
{
    public static void Write(Utf8JsonWriter json, Windowing windowing)
    {
        WriteStart(json, windowing);
        foreach (TextWindow window in windowing.Windows)
        {
            json.WriteStartObject();
            ExplanationJsonWriter.WriteRange(json, window.Start, window.End, window.Sequence);
            json.WriteNumber("tokenStart", window.TokenStart);
            json.WriteNumber("tokenEnd", window.TokenEnd);
            json.WriteNumber("ownStart", window.OwnStart);
            json.WriteNumber("ownEnd", window.OwnEnd);
            WriteLabels(json, window.Labels, window.PredictedLabel);
            WriteNumber(json, "score", window.Score);
            if (window.BaselineScore is { } baseline) WriteNumber(json, "baselineScore", baseline);
            WriteNumber(json, "tokenSum", window.TokenSum);
            if (window.Ledger is not null) WriteLedger(json, window.Ledger);
            json.WriteEndObject();
        }

        WriteEnd(json);
    }

    /// <summary>Where the windows lie and what their scores are, for a page or a service.</summary>
    public static void WriteLean(Utf8JsonWriter json, Windowing windowing)
    {
        WriteStart(json, windowing);
        foreach (TextWindow window in windowing.Windows)
        {
            json.WriteStartObject();
            ExplanationJsonWriter.WriteRange(json, window.Start, window.End, window.Sequence);
            WriteNumber(json, "score", window.Score);
            json.WriteEndObject();
        }

        WriteEnd(json);
    }

    public static Windowing Read(JsonCursor windowing, int[] lengths, int tokens, int labels)
    {
        int size = windowing["tokens"].Integer(1, int.MaxValue), stride = windowing["stride"].Integer(1, int.MaxValue);
        return new(size, stride, windowing["windows"].Array(window => Window(window, lengths, tokens, labels)));
    }

    private static TextWindow Window(JsonCursor window, int[] lengths, int tokens, int labels)
    {
        (int start, int end, int sequence) = ExplanationJsonReader.Range(window, lengths);
        int tokenStart = window["tokenStart"].Integer(0, tokens), ownStart = window["ownStart"].Integer(0, tokens);
        ImmutableArray<LabelScore> scores = JsonReading.Labels(window);
        if (scores.Length != labels) throw window.Error($"the explanation has {labels} labels, the window {scores.Length}");
        return new()
        {
            TokenStart = tokenStart,
            TokenEnd = window["tokenEnd"].Integer(tokenStart, tokens),
            OwnStart = ownStart,
            OwnEnd = window["ownEnd"].Integer(ownStart, tokens),
            Start = start,
            End = end,
            Sequence = sequence,
            Labels = scores,
            PredictedLabel = window["predictedLabel"].Integer(0, labels - 1),
            Score = window["score"].Single(),
            BaselineScore = window.Optional("baselineScore")?.Single(),
            TokenSum = window["tokenSum"].Double(),
            Ledger = window.Optional("ledger") is { } ledger ? JsonReading.Ledger(ledger) : null,
        };
    }

    private static void WriteStart(Utf8JsonWriter json, Windowing windowing)
    {
        json.WriteStartObject("windowing");
        json.WriteNumber("tokens", windowing.Tokens);
        json.WriteNumber("stride", windowing.Stride);
        json.WriteStartArray("windows");
    }

    private static void WriteEnd(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
