namespace LrpGen.Runtime.Tests.Models;

/// <summary>A session runs models of every kind of input and layer alike, those included that the generator does not write yet.</summary>
public sealed class HandwrittenModelTests
{
    private static readonly Target[] Targets = [Target.Label(1), Target.Contrast(2, 0)];

    [Fact]
    public void Patches_that_attend_to_each_other_get_the_derivative_of_the_score()
    {
        using Session session = new(new PatchAttention());
        float[] inputs = Inputs(samples: 2);
        session.Explain(inputs, 2, PatchAttention.Gradient, Targets);
        float[][] gradients = [.. from target in (int[])[0, 1] from sample in (int[])[0, 1] select session.InputRelevance(target, sample).ToArray()];
        const float Step = 1f / 64;
        for (int i = 0; i < inputs.Length; i++)
        {
            (int sample, int place) = (i / PatchAttention.Size, i % PatchAttention.Size);
            float[] more = Logits(Step), less = Logits(-Step);

            // Central differences: the error is of the order of the step's square, and of 2⁻²³ over the step.
            Assert.Equal((more[1] - less[1]) / (2 * Step), gradients[sample][place], 2e-3);
            Assert.Equal((more[2] - more[0] - less[2] + less[0]) / (2 * Step), gradients[2 + sample][place], 2e-3);

            float[] Logits(float by)
            {
                float[] moved = [.. inputs];
                moved[i] += by;
                session.Predict(moved, 2);
                return session.Logits(sample).ToArray();
            }
        }
    }

    [Fact]
    public void Patches_get_in_a_batch_and_in_groups_of_targets_what_they_get_alone()
    {
        using Session alone = new(new PatchAttention()), together = new(new PatchAttention());
        float[] inputs = Inputs(samples: 3);
        together.TargetMemory = 0;
        foreach (MethodDescription method in new PatchAttention().Description.Methods)
        {
            ArrayExplainOptions options = new() { Layers = method.Reading != MethodReading.IntegratedGradients, Ledger = true };
            together.Explain(inputs, 3, method, Targets, options);
            for (int sample = 0; sample < 3; sample++)
            {
                alone.Explain(inputs.AsSpan(sample * PatchAttention.Size, PatchAttention.Size), 1, method, Targets, options);
                for (int target = 0; target < Targets.Length; target++)
                {
                    Assert.Equal(alone.InputRelevance(target, 0), together.InputRelevance(target, sample));
                    Assert.Equal(alone.Ledger[0, target, 0], together.Ledger[0, target, sample]);
                    if (options.Layers)
                    {
                        Assert.Equal(alone.LayerRelevance(0, target, 0), together.LayerRelevance(0, target, sample));
                    }
                }
            }
        }
    }

    [Fact]
    public void A_layer_of_patches_is_read_accounted_for_and_restricted()
    {
        using Session session = new(new PatchAttention());
        float[] inputs = Inputs(samples: 2);
        session.Explain(inputs, 2, PatchAttention.Gradient, Targets, new ArrayExplainOptions { Layers = true, Ledger = true });
        float[] ofLabel = [.. Enumerable.Range(0, PatchAttention.Size).Select(i => i / PatchAttention.Patches == 1 ? 1f / PatchAttention.Patches : 0)];
        for (int sample = 0; sample < 2; sample++)
        {
            Assert.Equal(ofLabel, session.LayerRelevance(0, 0, sample));
            Assert.Equal(session.Score(0, sample), session.Ledger[0, 0, sample], 1e-6);
            Assert.Equal(session.Score(1, sample), session.Ledger[0, 1, sample], 1e-6);
        }

        session.Explain(inputs, 2, PatchAttention.Gradient, Targets, new ArrayExplainOptions { Conditions = [new ChannelCondition("context", 2)] });
        Assert.All(session.InputRelevance(0, 1).ToArray(), value => Assert.Equal(0, value));
        Assert.Contains(session.InputRelevance(1, 1).ToArray(), value => value != 0);
    }

    [Fact]
    public void Integrated_gradients_of_patches_sum_to_what_the_score_is_more_than_that_of_the_baseline()
    {
        using Session session = new(new PatchAttention());
        session.Explain(Inputs(samples: 1), 1, PatchAttention.Integrated, Targets, new ArrayExplainOptions { Baseline = ArrayBaseline.Mean });
        for (int target = 0; target < Targets.Length; target++)
        {
            double expected = session.Score(target, 0) - session.BaselineScore(target, 0)!.Value;

            // A right Riemann sum of 500 steps.
            Assert.Equal(expected, session.InputRelevance(target, 0).ToArray().Sum(value => (double)value), 5e-3);
        }
    }

    [Fact]
    public void A_layer_of_tokens_is_read_accounted_for_and_restricted()
    {
        using Session session = new(new TokenSums());
        int[][] texts = [[5, 9], [11, 4, 30]];
        TokenBatch batch = new();
        foreach (int[] text in texts)
        {
            batch.Add(text);
        }

        Explain(new SessionOptions { Layers = true, Ledger = true });
        Check((id, channel) => TokenSums.Value(id, channel) * (channel == 1 ? 1 : 0), (id, channel) => TokenSums.Value(id, channel) * (channel == 0 ? 1 : -1));

        // What is read is what arrives at the layer; the condition acts behind it.
        Explain(new SessionOptions { Layers = true, Ledger = true, Conditions = [new ChannelCondition("words", 0)] });
        for (int sequence = 0; sequence < texts.Length; sequence++)
        {
            Assert.Equal(texts[sequence].Select(_ => 0f), session.TokenRelevance(0, sequence).ToArray());
            Assert.Equal(texts[sequence].Select(id => TokenSums.Value(id, 0)), session.TokenRelevance(1, sequence).ToArray());
            Assert.Equal(session.Logits(sequence)[0], session.Ledger[0, 1, sequence], 1e-6);
        }

        void Explain(SessionOptions options) => session.Explain(
            batch, TokenSums.Method, [Target.Label(1), Target.Contrast(0, 1)], RelevanceDetail.Tokens, options, CancellationToken.None);

        void Check(params Func<int, int, float>[] expected)
        {
            for (int target = 0; target < expected.Length; target++)
            {
                for (int sequence = 0; sequence < texts.Length; sequence++)
                {
                    float[] words = [.. from id in texts[sequence] from channel in (int[])[0, 1] select expected[target](id, channel)];
                    Assert.Equal(words, session.LayerRelevance(0, target, sequence));
                    Assert.Equal(texts[sequence].Select((_, i) => words[2 * i] + words[(2 * i) + 1]), session.TokenRelevance(target, sequence).ToArray());
                    Assert.Equal(session.Score(target, sequence), session.Ledger[0, target, sequence], 1e-6);
                    Assert.Equal(1, session.Gain(0, target, sequence) * words.Sum(Math.Abs) / session.TokenRelevance(target, sequence).ToArray().Sum(Math.Abs), 1e-6);
                }
            }
        }
    }

    private static float[] Inputs(int samples)
        => [.. Enumerable.Range(0, samples * PatchAttention.Size).Select(i => MathF.Sin(1.7f * i) + (0.25f * (i % 3)))];
}
