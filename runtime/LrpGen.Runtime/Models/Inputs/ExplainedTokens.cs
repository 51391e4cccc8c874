using System.Numerics.Tensors;

namespace LrpGen.Runtime;

/// <summary>Tokens that are explained by way of their word embeddings; positions and token types stay what they are.</summary>
/// <remarks>
/// A pass writes what it finds into <see cref="Workspace.Capture"/>; where there are several, their sum stands here. What a baseline is
/// to the path of integrated gradients, it is to occlusion: what stands in place of a token.
/// </remarks>
internal sealed class ExplainedTokens(Workspace run, Session session, int embeddingSize) : IExplainedInput
{
    private GrowingArray<float> tokens;
    private GrowingArray<float> dimensions;
    private MethodDescription method = null!;
    private SessionOptions options = SessionOptions.Default;

    public int Steps => method.Iterations > 1 ? method.Iterations : session.IntegrationSteps;

    public int Windows => run.Batch.LongestSequence;

    private EmbeddingPath Path => run.Path;

    public ReadOnlySpan<float> Relevance(int target, int sample)
    {
        (int start, int length) = Place(sample);
        return run.Capture.TokenRelevance.Slice((target * run.Batch.Tokens) + start, length);
    }

    public ReadOnlySpan<float> Dimensions(int target, int sample)
    {
        (int start, int length) = Place(sample);
        return run.Capture.EmbeddingRelevance.Slice(((target * run.Batch.Tokens) + start) * embeddingSize, length * embeddingSize);
    }

    public void Begin(MethodDescription chosen, int targets, SessionOptions chosenOptions)
    {
        (method, options) = (chosen, chosenOptions);
        tokens.Clear(method.IsOnePass ? 0 : run.Capture.TokenRelevance.Length);
        dimensions.Clear(method.IsOnePass ? 0 : run.Capture.EmbeddingRelevance.Length);
        if (method.Reading is not (MethodReading.IntegratedGradients or MethodReading.Occlusion))
        {
            return;
        }

        if (!session.BaselineIds.IsEmpty && session.BaselineIds.Length != run.Batch.Tokens)
        {
            throw new ArgumentException($"The baseline has {session.BaselineIds.Length} ids; the batch has {run.Batch.Tokens} tokens.");
        }

        Path.BaselineIds = session.BaselineIds;
    }

    public double Magnitude(int target, int sample) => Reductions.SumOfMagnitudes(Relevance(target, sample));

    public string? FaultOf(int sample) => null;

    public void Collect(int firstTarget, bool add)
    {
        if (!add)
        {
            return;
        }

        int rows = run.Targets * run.Batch.Tokens, first = firstTarget * run.Batch.Tokens;
        Add(ref tokens, run.Capture.TokenRelevance, first, rows);
        if (dimensions.Length > 0)
        {
            Add(ref dimensions, run.Capture.EmbeddingRelevance, first * embeddingSize, rows * embeddingSize);
        }
    }

    public void Finish(int passes)
    {
        if (!method.IsOnePass)
        {
            TensorPrimitives.Divide(tokens.Span, passes, run.Capture.TokenRelevance);
            TensorPrimitives.Divide(dimensions.Span, passes, run.Capture.EmbeddingRelevance);
            Path.Reset();
        }
    }

    // Midpoint rule. Every pass reads (e − b) ⊙ g with the unscaled embedding e, so that the mean of the readings is the result.
    public float ShareOf(int step) => (step - 0.5f) / Steps;

    public void MoveTo(float share) => Path.Scale = share;

    // A sequence gets the noise that it gets alone: rows are drawn from the first one on, anew in each iteration.
    public void AddNoise(int iteration)
    {
        Path.Noise.Resize(CallSize.Floats(run.Batch.LongestSequence, embeddingSize));
        Path.NoiseLevel = method.NoiseLevel;
        NormalNoise.Draw(new Random(HashCode.Combine(options.NoiseSeed, iteration)), Path.Noise.Span);
    }

    public void Occlude(int window) => (Path.Window, Path.HidesWindow) = (window, method.HidesWindow);

    public void AddToWindow(int target, int sample, float score)
    {
        (int start, int length) = Place(sample);
        if (Path.Window < length)
        {
            tokens[(target * run.Batch.Tokens) + start + Path.Window] += score;
        }
    }

    private static void Add(ref GrowingArray<float> sum, ReadOnlySpan<float> values, int first, int count)
        => TensorPrimitives.Add(sum.Span.Slice(first, count), values.Slice(first, count), sum.Span.Slice(first, count));

    private (int Start, int Length) Place(int sample)
        => (run.Batch.Starts[sample], run.Batch.Starts[sample + 1] - run.Batch.Starts[sample]);
}
