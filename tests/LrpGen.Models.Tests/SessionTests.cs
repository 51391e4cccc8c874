using System.Diagnostics;
using System.Reflection;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>A session's memory, its limits and its end.</summary>
public sealed class SessionTests
{
    private const RelevanceDetail Everything = Reading.All | RelevanceDetail.HiddenValues | RelevanceDetail.Attention;

    [SkippableTheory]
    [InlineData(1), InlineData(2)]
    public void After_warm_up_nothing_is_allocated(int threads)
    {
        bool isOptimised = typeof(Session).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };
        Skip.IfNot(isOptimised, "Without optimisation the JIT boxes in reductions over vectors; dotnet test -c Release makes the claim.");
        TextClassifier model = ShippedModel.Shared;
        using Session session = new(model, threads) { IntegrationSteps = 2 };
        TokenBatch large = Sequences.Batch(Sequences.Seven);
        TokenBatch small = Sequences.Batch(Sequences.Of(9), Sequences.Of(3));
        MethodDescription[] methods = [.. model.Description.Methods];
        Target[] targets = [Target.Predicted, Target.Contrast(1, 0), Target.Probability(1)];
        TokenBatch refilled = Sequences.Batch(Sequences.Of(60));
        int[] ids = Sequences.Of(33);

        // Once to grow to the largest call, once more because code that ran for the first time may allocate.
        Calls();
        Calls();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Calls();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Calls()
        {
            session.Predict(large);
            session.Predict(small, Everything & (RelevanceDetail.HiddenValues | RelevanceDetail.Attention));
            refilled.Clear();
            refilled.Add(ids);
            session.Predict(refilled);
            foreach (MethodDescription method in methods)
            {
                RelevanceDetail detail = method.Reading == MethodReading.IntegratedGradients ? RelevanceDetail.EmbeddingDimensions : Everything;
                session.Explain(small, method, targets, detail);
                session.Explain(small, method, targets);
            }

            session.Explain(large, methods[0], targets, Everything);
        }
    }

    [Fact]
    public void An_empty_batch_is_refused()
    {
        using Session session = ShippedModel.Shared.CreateSession();
        Assert.Contains("no sequence", Assert.Throws<ArgumentException>(() => session.Predict(new TokenBatch())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new TokenBatch().Add([]));
    }

    [Fact]
    public void A_call_without_a_target_is_refused()
    {
        using Session session = ShippedModel.Shared.CreateSession();
        Assert.Throws<ArgumentException>(() => session.Explain(Sequences.Batch(Sequences.Of(5)), ShippedModel.Shared.Description.Methods[0], []));
    }

    [Fact]
    public void The_longest_sequence_fits_and_one_more_token_does_not()
    {
        using Session session = ShippedModel.Shared.CreateSession();
        session.Predict(Sequences.Batch(Sequences.Of(Sequences.Longest)));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => session.Predict(Sequences.Batch(Sequences.Of(Sequences.Longest + 1))));
        Assert.Contains("129 tokens", refused.Message, StringComparison.Ordinal);
        Assert.Contains("128 at most", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 0), InlineData(8002, 0), InlineData(int.MaxValue, 0), InlineData(5, 1), InlineData(5, -1)]
    public void Ids_that_the_model_does_not_have_are_refused_and_the_session_goes_on(int id, int type)
    {
        using Session session = ShippedModel.Shared.CreateSession();
        TokenBatch sound = Sequences.Batch(Sequences.Of(9));
        session.Predict(sound);
        float[] expected = session.Logits(0).ToArray();

        TokenBatch batch = new();
        batch.Add([0, id, 2], [0, type, 0]);
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => session.Predict(batch));
        Assert.Contains(id == 5 ? "token_type_embeddings" : "word_embeddings", refused.Message, StringComparison.Ordinal);

        session.Predict(sound);
        Reading.AssertSame(expected, session.Logits(0));
    }

    [Fact]
    public void A_label_that_the_model_does_not_have_is_refused()
    {
        using Session session = ShippedModel.Shared.CreateSession();
        Assert.Throws<ArgumentOutOfRangeException>(
            () => session.Explain(Sequences.Batch(Sequences.Of(5)), ShippedModel.Shared.Description.Methods[0], [Target.Label(2)]));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void A_disposed_session_says_so(bool ownsWorkers)
    {
        using Workers workers = new(1);
        Session session = ownsWorkers ? new Session(ShippedModel.Shared) : new Session(ShippedModel.Shared, workers);
        TokenBatch batch = Sequences.Batch(Sequences.Of(5));
        session.Predict(batch);
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Predict(batch));
        Assert.Throws<ObjectDisposedException>(() => session.Explain(batch, ShippedModel.Shared.Description.Methods[0], [Target.Predicted]));
        Assert.Equal(0, session.WorkspaceBytes);
    }

    [Fact]
    public void A_disposed_model_says_so()
    {
        TextClassifier model = ShippedModel.Load();
        Session session = model.CreateSession();
        TokenBatch batch = Sequences.Batch(Sequences.Of(5));
        _ = model.Explain("one text, so that a session is in the pool");
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Predict("a"));
        Assert.Throws<ObjectDisposedException>(() => model.Explain("a"));
        Assert.Throws<ObjectDisposedException>(() => model.ExplainAllLabels("a"));
        Assert.Throws<ObjectDisposedException>(() => model.ExplainBatch(["a", "b"]));
        Assert.Throws<ObjectDisposedException>(() => session.Predict(batch));
        session.Dispose();
    }
}
