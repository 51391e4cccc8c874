using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using static LrpGen.Runtime.JsonParts;

namespace LrpGen.Runtime;

/// <summary>The lean JSON form: what a page or a service shows of an explanation, and nothing that only a program reads.</summary>
internal static class LeanJson
{
    public static string Of(TextExplanation explanation, bool indented) => Write(indented, json =>
    {
        json.WriteString("text", WellFormed(explanation.Text));
        if (explanation.Pair is not null) json.WriteString("pair", WellFormed(explanation.Pair));
        WriteAnswer(json, explanation.Labels, explanation.PredictedLabel, explanation.Target, explanation.Method);
        WriteNumber(json, "outsideWords", (float)explanation.RelevanceOutsideWords);
        json.WriteStartArray("words");
        foreach (WordRelevance word in explanation.Words)
        {
            json.WriteStartObject();
            json.WriteString("text", WellFormed(explanation.TextOf(word)));
            json.WriteNumber("start", word.Start);
            json.WriteNumber("end", word.End);
            if (word.Sequence != 0) json.WriteNumber("sequence", word.Sequence);
            if (!word.IsSeen) json.WriteBoolean("seen", false);
            WriteNumber(json, "relevance", word.Relevance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ExplanationJsonWriter.WriteUnseen(json, explanation);
        if (explanation.Windowing is { } windowing) WindowJson.WriteLean(json, windowing);
    });

    public static string Of(ArrayExplanation explanation, bool indented) => Write(indented, json =>
    {
        WriteAnswer(json, explanation.Labels, explanation.PredictedLabel, explanation.Target, explanation.Method);
        if (explanation.FeatureNames.IsEmpty)
        {
            json.WriteStartArray("shape");
            foreach (int size in explanation.Shape) json.WriteNumberValue(size);
            json.WriteEndArray();
            WriteArray(json, "relevance", explanation.Relevance);
            return;
        }

        json.WriteStartArray("features");
        for (int i = 0; i < explanation.Relevance.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", WellFormed(explanation.FeatureNames[i]));
            WriteNumber(json, "value", explanation.Input[i]);
            if (explanation.UnitOf(i) is { Length: > 0 } unit) json.WriteString("unit", WellFormed(unit));
            WriteNumber(json, "relevance", explanation.Relevance[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    // A regression predicts no label; its value is the score of its output.
    private static void WriteAnswer(Utf8JsonWriter json, ImmutableArray<LabelScore> labels, int predicted, ExplainedTarget target, string method)
    {
        if (predicted >= 0 && predicted < labels.Length && labels[predicted].Probability is { } probability)
        {
            json.WriteString("predicted", WellFormed(labels[predicted].Name));
            WriteNumber(json, "probability", probability);
        }

        json.WriteString("explained", WellFormed(target.Description));
        WriteNumber(json, "score", target.Score);
        json.WriteString("method", WellFormed(method));
    }

    private static string Write(bool indented, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JsonParts.Encoder, Indented = indented, NewLine = "\n" }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
