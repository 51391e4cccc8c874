namespace LrpGen.Runtime.Tests.Models;

/// <summary>
/// Tokens with a named layer that has a row for each, written by hand: what no generated model is yet. A label's logit is the sum of its
/// channel over the tokens.
/// </summary>
internal sealed class TokenSums : ICompiledModel
{
    public const int Channels = 2;

    private const int Row = Matrix.Padding;

    public static MethodDescription Method { get; } = new("lrp0", 0, MethodReading.Relevance);

    public ModelDescription Description { get; } = new()
    {
        Name = nameof(TokenSums),
        Hash = "",
        Tokens = new TokenInput
        {
            MaxTokens = 8,
            VocabularySize = 100,
            EmbeddingSize = Channels,
            HiddenSize = Channels,
            EncoderLayers = 0,
            Heads = 1,
            KeepsAllRows = true,
        },
        OutputShape = [Channels],
        Labels = ["even", "odd"],
        ProblemType = ProblemType.SingleLabel,
        Methods = [Method],
        Layers = [],
        Outputs = [new NamedLayer("words", [Channels], [-1]) { IsOfTokens = true }],
        Sinks = [new SinkDescription(SinkKind.Bias, "words", -1, 0)],
        Plan = new WorkspacePlan { PredictTokens = Row, PredictSamples = Row, ExplainTokens = Row, ExplainSamples = Row, TargetTokens = Row, TargetSamples = Row },
        WeightPlan = "",
        Weights = [],
    };

    /// <summary>A number of a token, different for each id and channel.</summary>
    public static float Value(int id, int channel) => (id % 7) - 3 + (channel * id);

    public void Forward(Workspace run)
    {
        Matrix x = run.Tokens(0, 0, Channels), logits = run.Samples(0, 0, 1, Channels);
        x.Data.Clear();
        logits.Data.Clear();
        for (int sequence = 0; sequence < run.Count; sequence++)
        {
            for (int token = run.Starts[sequence]; token < run.Starts[sequence + 1]; token++)
            {
                for (int channel = 0; channel < Channels; channel++)
                {
                    x[token][channel] = Value(run.Batch.Ids[token], channel);
                    logits[sequence][channel] += x[token][channel];
                }
            }
        }

        run.ReadLogits(logits);
    }

    public void Relevance(Workspace run, int pass)
    {
        Matrix x = run.Tokens(0, 0, Channels), seeds = run.TargetSamples(0, 1, Channels), g = run.TargetTokens(0, Channels);
        run.WriteSeeds(seeds);
        for (int target = 0; target < run.Targets; target++)
        {
            for (int sequence = 0; sequence < run.Count; sequence++)
            {
                for (int token = run.Starts[sequence]; token < run.Starts[sequence + 1]; token++)
                {
                    seeds[(target * run.Count) + sequence].CopyTo(g[(target * run.Batch.Tokens) + token]);
                }
            }
        }

        run.Layer(0, g, x);
        run.Account(0, 1, g, x);
        for (int row = 0; row < g.Rows; row++)
        {
            run.Capture.TokenRelevance[row] = (float)Reductions.Dot(x[row % x.Rows], g[row]);
        }
    }
}
