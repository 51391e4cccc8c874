namespace LrpGen.Runtime.Tests.Models;

/// <summary>
/// Five patches of three channels that attend to each other, written by hand: what no generated model is yet. A label's logit is the mean
/// of a channel of softmax(x xᵀ) x.
/// </summary>
internal sealed class PatchAttention : ICompiledModel
{
    public const int Patches = 5;
    public const int Channels = 3;
    public const int Size = Patches * Channels;

    // Rows of three channels lie sixteen floats apart.
    private const int Row = Matrix.Padding;
    private const int Block = Patches * Row;

    public static MethodDescription Gradient { get; } = new("gradient", 0, MethodReading.Gradient);

    public static MethodDescription TimesInput { get; } = new("gradient-x-input", 0, MethodReading.GradientTimesInput);

    public static MethodDescription Integrated { get; } = new("integrated-gradients", 0, MethodReading.IntegratedGradients) { Iterations = 500 };

    public ModelDescription Description { get; } = new()
    {
        Name = nameof(PatchAttention),
        Hash = "",
        Values = new ValueInput { Shape = [Channels, Patches] },
        OutputShape = [Channels],
        Labels = ["red", "green", "blue"],
        ProblemType = ProblemType.SingleLabel,
        Methods = [Gradient, TimesInput, Integrated],
        Layers = [],
        Outputs = [new NamedLayer("context", [Channels, Patches], [-1])],
        Sinks = [new SinkDescription(SinkKind.Bias, "context", -1, 0)],
        Plan = new WorkspacePlan
        {
            PredictSamples = (2 * Block) + Row,
            ExplainSamples = (2 * Block) + Row,
            TargetSamples = (4 * Block) + Row,
            AttentionPositions = Patches,
            ProbabilityLayers = 1,
            Heads = 1,
        },
        WeightPlan = "",
        Weights = [],
    };

    public void Forward(Workspace run)
    {
        Matrix x = X(run), context = Context(run), logits = run.Samples(2 * Block, 2 * Block, 1, Channels);
        run.ReadInput(x);
        Attention.Forward(x, x, x, run.Starts, run.Starts, 1, 1, run.Probabilities(0), context, run.Workers);
        logits.Data.Clear();
        for (int row = 0; row < context.Rows; row++)
        {
            for (int channel = 0; channel < Channels; channel++)
            {
                logits[row / Patches][channel] += context[row][channel] / Patches;
            }
        }

        run.ReadLogits(logits);
    }

    public void Relevance(Workspace run, int pass)
    {
        Matrix g = run.TargetSamples(4 * Block, 1, Channels);
        Matrix context = run.TargetSamples(0, Patches, Channels), q = run.TargetSamples(Block, Patches, Channels);
        Matrix k = run.TargetSamples(2 * Block, Patches, Channels), v = run.TargetSamples(3 * Block, Patches, Channels);
        run.WriteSeeds(g);
        context.Data.Clear();
        for (int row = 0; row < context.Rows; row++)
        {
            for (int channel = 0; channel < Channels; channel++)
            {
                context[row][channel] = g[row / Patches][channel] / Patches;
            }
        }

        run.Layer(0, context);
        run.Account(0, 1, context, Context(run));
        Attention.Relevance(
            context, X(run), X(run), X(run), run.Starts, run.Starts, 1, 1, run.Probabilities(0), 1, 1, q, k, v, run.Workers);
        Residual.Add(q, k, q, run.Workers);
        Residual.Add(q, v, q, run.Workers);
        run.WriteRelevance(q);
    }

    private static Matrix X(Workspace run) => run.Samples(0, 0, Patches, Channels);

    private static Matrix Context(Workspace run) => run.Samples(Block, Block, Patches, Channels);
}
