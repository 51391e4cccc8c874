using System.Text;
using System.Text.Json;

namespace LrpGen.Runtime;

public sealed partial record TextExplanation
{
    /// <summary>
    /// One line of an ERASER predictions file (DeYoung et al. 2020), as <c>rationale_benchmark/metrics.py</c> reads it:
    /// <c>annotation_id</c>, <c>rationales</c> (per document <c>docid</c>, <c>hard_rationale_predictions</c> with
    /// <c>start_token</c> and <c>end_token</c>, <c>soft_rationale_predictions</c> with one number a word),
    /// <c>classification</c>, <c>classification_scores</c>.
    /// </summary>
    /// <remarks>
    /// ERASER's tokens are the words here, so the document must be the one that <see cref="ToEraserDocument"/> gives.
    /// The hard rationale is the words that speak for the target most strongly; words that speak against it never enter.
    /// The soft scores are the signed relevances. Without probabilities (a regression) there is no classification.
    /// </remarks>
    /// <param name="annotationId">The id; also the document's id (for a pair: with <c>_0</c> and <c>_1</c>).</param>
    /// <param name="options">How long the hard rationale is.</param>
    public string ToEraser(string annotationId, EraserOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(annotationId);
        options ??= new();
        bool[] hard = HardRationale(options);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JsonParts.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("annotation_id", JsonParts.WellFormed(annotationId));
            json.WriteStartArray("rationales");
            for (int sequence = 0; sequence < (Pair is null ? 1 : 2); sequence++)
            {
                WriteRationale(json, Pair is null ? annotationId : $"{annotationId}_{sequence}", sequence, hard);
            }

            json.WriteEndArray();
            if (Prediction.Of(Labels, PredictedLabel) is { What: "predicted" } && Labels.All(label => label.Probability is { } share && float.IsFinite(share)))
            {
                json.WriteString("classification", JsonParts.WellFormed(Labels[PredictedLabel].Name));
                WriteScores(json, "classification_scores", [.. Labels.Select(label => label.Probability!.Value)]);
            }

            WriteScores(json, "comprehensiveness_classification_scores", options.ComprehensivenessProbabilities);
            WriteScores(json, "sufficiency_classification_scores", options.SufficiencyProbabilities);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>
    /// The document that ERASER's token positions count in: the words of a sequence, separated by single blanks, on one
    /// line. White space inside a word becomes <c>_</c>, so that splitting gives the words back.
    /// </summary>
    public string ToEraserDocument(int sequence = 0) => string.Join(
        ' ',
        Words.Where(word => word.Sequence == sequence).Select(word =>
            string.Concat(TextOf(word).Select(c => char.IsWhiteSpace(c) || char.IsControl(c) ? '_' : c))));

    private bool[] HardRationale(EraserOptions options)
    {
        int count = options.HardWords ?? Math.Max(1, (int)Math.Round(options.HardShare * Words.Length));
        var hard = new bool[Words.Length];
        foreach (int word in Enumerable.Range(0, Words.Length).Where(w => Words[w].Relevance > 0).OrderByDescending(w => Words[w].Relevance).Take(count))
        {
            hard[word] = true;
        }

        return hard;
    }

    private void WriteRationale(Utf8JsonWriter json, string document, int sequence, bool[] hard)
    {
        int[] words = [.. Enumerable.Range(0, Words.Length).Where(w => Words[w].Sequence == sequence)];
        json.WriteStartObject();
        json.WriteString("docid", JsonParts.WellFormed(document));
        json.WriteStartArray("hard_rationale_predictions");
        for (int i = 0; i < words.Length; i++)
        {
            if (!hard[words[i]]) continue;
            int start = i;
            while (i + 1 < words.Length && hard[words[i + 1]]) i++;
            json.WriteStartObject();
            json.WriteNumber("start_token", start);
            json.WriteNumber("end_token", i + 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("soft_rationale_predictions");
        foreach (int word in words) json.WriteNumberValue(float.IsFinite(Words[word].Relevance) ? Words[word].Relevance : 0);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteScores(Utf8JsonWriter json, string name, IReadOnlyList<float>? probabilities)
    {
        if (probabilities is null) return;
        if (probabilities.Count != Labels.Length)
        {
            throw new ArgumentException($"{name}: {Labels.Length} labels need as many probabilities, found {probabilities.Count}.");
        }

        if (!probabilities.All(float.IsFinite)) throw new ArgumentException($"{name}: found a probability that is not a number.");

        json.WriteStartObject(name);
        for (int i = 0; i < Labels.Length; i++) json.WriteNumber(JsonParts.WellFormed(Labels[i].Name), probabilities[i]);
        json.WriteEndObject();
    }
}
