using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Models.Tests;

/// <summary>Methods that run the network several times, over the word embeddings of tokens.</summary>
public sealed class EmbeddingMethodTests
{
    private static readonly int[] Ids = Sequences.Of(9);
    private static readonly Target[] Targets = [Target.Label(1), Target.Contrast(0, 1)];
    private static readonly MethodDescription Gradient = new("gradient", ShippedModel.Shared.Method("gradxinput").Pass, MethodReading.Gradient);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Occlusion_scores_the_text_whose_tokens_are_replaced(bool hides)
    {
        // The token alone is replaced, or all others are.
        const int Other = 17;
        MethodDescription occlusion = new("occlusion", -1, MethodReading.Occlusion) { HidesWindow = hides };
        using Session session = new(With(occlusion)), plain = ShippedModel.Shared.CreateSession();
        int[] shorter = Sequences.Of(5);
        session.BaselineIds = Enumerable.Repeat(Other, Ids.Length + shorter.Length).ToArray();
        session.Explain(Sequences.Batch(Ids, shorter), occlusion, Targets);
        foreach ((int[] ids, int sequence) in new[] { (Ids, 0), (shorter, 1) })
        {
            for (int token = 0; token < ids.Length; token++)
            {
                plain.Predict(Sequences.Batch([.. ids.Select((id, i) => (i == token) == hides ? Other : id)]));
                ReadOnlySpan<float> logits = plain.Logits(0);
                Assert.Equal(logits[1], session.TokenRelevance(0, sequence)[token]);
                Assert.Equal(logits[0] - logits[1], session.TokenRelevance(1, sequence)[token], 1e-6);
            }
        }
    }

    [Fact]
    public void SmoothGrad_without_noise_is_the_gradient()
    {
        MethodDescription smooth = Smooth(noise: 0);
        using Session session = new(With(smooth)), plain = new(With(Gradient));
        session.Explain(Sequences.Batch(Ids), smooth, Targets, RelevanceDetail.EmbeddingDimensions);
        plain.Explain(Sequences.Batch(Ids), Gradient, Targets, RelevanceDetail.EmbeddingDimensions);
        for (int target = 0; target < Targets.Length; target++)
        {
            // Four equal numbers, added and divided by four: exact.
            Assert.Equal(plain.TokenRelevance(target, 0), session.TokenRelevance(target, 0));
            Assert.Equal(plain.EmbeddingRelevance(target, 0), session.EmbeddingRelevance(target, 0));
        }
    }

    [Fact]
    public void SmoothGrad_gives_a_text_in_a_batch_what_it_gets_alone()
    {
        MethodDescription smooth = Smooth(noise: 0.1f);
        using Session alone = new(With(smooth)), together = new(With(smooth));
        alone.Explain(Sequences.Batch(Ids), smooth, Targets);
        float[] expected = [.. alone.TokenRelevance(0, 0), .. alone.TokenRelevance(1, 0)];
        together.TargetMemory = 0;
        together.Explain(Sequences.Batch(Sequences.Of(17), Ids, Sequences.Of(2)), smooth, Targets);
        Assert.Equal(expected, (float[])[.. together.TokenRelevance(0, 1), .. together.TokenRelevance(1, 1)]);

        alone.Explain(Sequences.Batch(Ids), smooth, Targets, RelevanceDetail.Tokens, new SessionOptions { NoiseSeed = 1 }, CancellationToken.None);
        Assert.NotEqual(expected, (float[])[.. alone.TokenRelevance(0, 0), .. alone.TokenRelevance(1, 0)]);
    }

    [Fact]
    public void A_call_after_a_path_reads_the_text_itself()
    {
        MethodDescription smooth = Smooth(noise: 0.1f);
        MethodDescription occlusion = new("occlusion", -1, MethodReading.Occlusion) { HidesWindow = true };
        using Session session = new(With(smooth, occlusion)), fresh = ShippedModel.Shared.CreateSession();
        fresh.Predict(Sequences.Batch(Ids));
        foreach (MethodDescription method in (MethodDescription[])[smooth, occlusion])
        {
            session.Explain(Sequences.Batch(Ids), method, Targets);
            Assert.Equal(fresh.Logits(0), session.Logits(0));
            session.Predict(Sequences.Batch(Ids));
            Assert.Equal(fresh.Logits(0), session.Logits(0));
        }
    }

    [Fact]
    public void A_model_that_reads_tokens_refuses_numbers()
    {
        using Session session = ShippedModel.Shared.CreateSession();
        Assert.Contains("no numbers", Assert.Throws<ArgumentException>(() => session.Predict([1f], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => session.InputRelevance(0, 0).Length);
    }

    private static MethodDescription Smooth(float noise)
        => new("smoothgrad", Gradient.Pass, MethodReading.SmoothGrad) { Iterations = 4, NoiseLevel = noise };

    private static Described With(params ImmutableArray<MethodDescription> methods)
        => new(ShippedModel.Shared, ShippedModel.Shared.Description with { Methods = methods });

    /// <summary>The same network, with other methods.</summary>
    private sealed class Described(ICompiledModel model, ModelDescription description) : ICompiledModel
    {
        public ModelDescription Description => description;

        public void Forward(Workspace run) => model.Forward(run);

        public void Relevance(Workspace run, int pass) => model.Relevance(run, pass);
    }
}
