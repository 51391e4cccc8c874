using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>Turns the numbers of a session into explanations of arrays.</summary>
internal sealed class ArrayExplanationBuilder(
    ModelDescription model, ModelIdentity identity, Session session, MethodDescription method, ArrayExplainOptions options)
{
    /// <summary>Logits and probabilities with the labels' names.</summary>
    /// <remarks>Where each label has a picture of logits, its score is their sum.</remarks>
    public static ArrayPrediction Prediction(ModelDescription model, ReadOnlySpan<float> outputs)
    {
        ReadOnlySpan<float> logits = ScoresOf(model, outputs);
        return new ArrayPrediction(Probabilities.Scores(model.ProblemType, model.Labels, logits), Target.IndexOfLargest(logits));
    }

    /// <summary>The explanation of one target and sample.</summary>
    public ArrayExplanation Build(ReadOnlySpan<float> input, Target asked, int target, int sample)
    {
        ReadOnlySpan<float> logits = ScoresOf(model, session.Logits(sample));
        asked = method.ExplainsAllLogits ? Target.Weighted([.. Enumerable.Repeat(1f, logits.Length)]) : asked;
        ArrayPrediction prediction = Prediction(model, logits);
        return new ArrayExplanation
        {
            Model = "",
            Identity = identity,
            Labels = prediction.Labels,
            PredictedLabel = prediction.PredictedLabel,
            Target = new ExplainedTarget(asked.Describe(model.Labels, logits), [.. session.Seed(target, sample)], session.Score(target, sample), asked.SingleLabel(logits)) { BaselineScore = session.BaselineScore(target, sample) },
            Method = method.Name,
            Shape = model.Values!.Shape,
            Input = [.. input],
            Relevance = [.. session.InputRelevance(target, sample)],
            Layers = Layers(target, sample),
            Ledger = options.Ledger && method.SharesOutScore ? Ledger(target, sample) : null,
            FeatureNames = model.Values!.FeatureNames,
        };
    }

    private static ReadOnlySpan<float> ScoresOf(ModelDescription model, ReadOnlySpan<float> outputs)
        => outputs.Length == model.Labels.Length ? outputs : Target.SumsOf(outputs, model.Labels.Length);

    private ImmutableArray<LayerRelevance> Layers(int target, int sample) =>
    [
        .. model.Outputs.Index()
            .Where(output => options.Reads(output.Item.Name))
            .Select(output => new LayerRelevance(output.Item.Name, output.Item.Shape, [.. session.LayerRelevance(output.Index, target, sample)])),
    ];

    private ConservationLedger Ledger(int target, int sample)
    {
        double arrived = 0;
        foreach (float value in session.InputRelevance(target, sample))
        {
            arrived += value;
        }

        ImmutableArray<LedgerSink>.Builder sinks = ImmutableArray.CreateBuilder<LedgerSink>();
        for (int i = 0; i < model.Sinks.Length; i++)
        {
            SinkDescription sink = model.Sinks[i];
            if (sink.Pass == method.Pass)
            {
                sinks.Add(new LedgerSink(sink.Kind, sink.Name, null, session.Ledger[i, target, sample]));
            }
        }

        ImmutableArray<double> gains = [.. Enumerable.Range(0, model.Outputs.Length).Select(layer => session.Gain(layer, target, sample))];
        return new ConservationLedger(session.Score(target, sample), arrived, sinks.ToImmutable(), gains);
    }
}
