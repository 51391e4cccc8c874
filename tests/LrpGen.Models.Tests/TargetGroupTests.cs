using LrpGen.Runtime;

namespace LrpGen.Models.Tests;

/// <summary>Targets that need more memory than there is for them go in groups: less memory, the same bits.</summary>
public sealed class TargetGroupTests
{
    private static readonly Target[] Targets =
        [Target.Label(0), Target.Label(1), Target.Contrast(1, 0), Target.Predicted, Target.Weighted(0.5f, -2), Target.AgainstOthers(1), Target.Label(0)];

    [Theory]
    [MemberData(nameof(ShippedModel.Methods), MemberType = typeof(ShippedModel))]
    public void Groups_give_the_bits_of_one_pass(string method)
    {
        TokenBatch batch = Sequences.Batch(Sequences.Of(33), Sequences.Of(9), Sequences.Of(2));
        ModelDescription model = ShippedModel.Shared.Description;
        using Session whole = ShippedModel.Shared.CreateSession();
        Reading[] expected = Reading.Explain(whole, model, batch, method, Targets);
        double[] magnitudes = whole.Details.HiddenMagnitudes.ToArray();

        long ofOne = Relevance(model, batch);
        foreach (long memory in (long[])[0, ofOne * 2, (ofOne * 3) + 1])
        {
            using Session grouped = ShippedModel.Shared.CreateSession();
            grouped.TargetMemory = memory;
            Reading[] actual = Reading.Explain(grouped, model, batch, method, Targets);
            Assert.All(expected.Zip(actual), pair => Reading.AssertSame(pair.First, pair.Second));
            Assert.Equal(magnitudes, grouped.Details.HiddenMagnitudes.ToArray());
            Assert.True(grouped.WorkspaceBytes < whole.WorkspaceBytes);
        }
    }

    [Fact]
    public void Integrated_gradients_go_in_groups_as_well()
    {
        TokenBatch batch = Sequences.Batch(Sequences.Of(33), Sequences.Of(9));
        MethodDescription method = ShippedModel.Shared.Method("integrated-gradients");
        using Session whole = ShippedModel.Shared.CreateSession();
        using Session grouped = ShippedModel.Shared.CreateSession();
        (whole.IntegrationSteps, grouped.IntegrationSteps, grouped.TargetMemory) = (3, 3, 0);
        whole.Explain(batch, method, Targets, RelevanceDetail.EmbeddingDimensions);
        grouped.Explain(batch, method, Targets, RelevanceDetail.EmbeddingDimensions);
        Reading.AssertSame(whole.Details.TokenRelevance, grouped.Details.TokenRelevance);
        Reading.AssertSame(whole.Details.EmbeddingRelevance, grouped.Details.EmbeddingRelevance);
    }

    [Fact]
    public void A_thousand_targets_take_no_more_workspace_than_is_allowed()
    {
        ModelDescription model = ShippedModel.Shared.Description;
        TokenBatch batch = Sequences.Batch(Sequences.Of(33));
        Target[] targets = [.. Enumerable.Repeat(Target.Predicted, 1000)];
        using Session one = ShippedModel.Shared.CreateSession();
        one.Explain(batch, model.Methods[0], [Target.Predicted]);
        using Session many = ShippedModel.Shared.CreateSession();
        many.TargetMemory = 4 << 20;
        many.Explain(batch, model.Methods[0], targets);
        Assert.InRange(many.WorkspaceBytes, one.WorkspaceBytes, one.WorkspaceBytes + many.TargetMemory);
        Assert.Equal(1000, many.Targets);
        for (int target = 0; target < targets.Length; target++)
        {
            Reading.AssertSame(one.TokenRelevance(0, 0), many.TokenRelevance(target, 0));
        }
    }

    [Fact]
    public void Many_texts_go_in_batches_of_bounded_memory()
    {
        ModelDescription model = ShippedModel.Shared.Description;
        using Session session = ShippedModel.Shared.CreateSession();
        TokenBatch batch = Sequences.Batch(Sequences.Of(128), Sequences.Of(9));
        session.Explain(batch, model.Methods[0], [Target.Label(0), Target.Label(1)]);
        Assert.Equal(session.WorkspaceBytes, CallMemory.OfSample(model, 128, 2, layers: false) + CallMemory.OfSample(model, 9, 2, layers: false));

        long[] bytes = [CallMemory.MostBytes / 2, (CallMemory.MostBytes / 2) + 1, 5, CallMemory.MostBytes * 3, 7, 8];
        Assert.Equal([0..1, 1..3, 3..4, 4..6], CallMemory.Batches(bytes.Length, i => bytes[i]));
        Assert.Empty(CallMemory.Batches(0, _ => 1));
    }

    // Bytes of the relevance of one target.
    private static long Relevance(ModelDescription model, TokenBatch batch)
        => sizeof(float) * ((batch.Tokens * (long)model.Plan.TargetTokens) + (batch.Count * ((long)model.Plan.TargetSamples + model.OutputSize)));
}
