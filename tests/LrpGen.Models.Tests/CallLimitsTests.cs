using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>Calls that wait, off the caller's thread, and can be called back.</summary>
public sealed class CallLimitsTests
{
    private static readonly ExplainOptions Long = new() { Method = ShippedModel.Shared.Method("integrated-gradients"), IntegrationSteps = 1_000_000 };

    [Fact]
    public async Task The_asynchronous_forms_give_what_the_others_give()
    {
        TextClassifier model = ShippedModel.Shared;
        Assert.Equal(model.Explain("some text"), await model.ExplainAsync("some text"));
        Assert.Equal(model.ExplainPair("some text", "another"), await model.ExplainPairAsync("some text", "another"));
        Assert.Equal(model.Predict("some text").Labels.ToArray(), (await model.PredictAsync("some text")).Labels.ToArray());
        Assert.Equal(model.ExplainAllLabels("some text").ToArray(), (await model.ExplainAllLabelsAsync("some text")).ToArray());
        Assert.Equal(model.ExplainBatch(["a", "b"]).ToArray(), (await model.ExplainBatchAsync(["a", "b"])).ToArray());
        Assert.Empty(await model.ExplainBatchAsync([]));
    }

    [Fact]
    public async Task A_call_is_cancelled_while_it_computes_and_while_it_waits()
    {
        using TextClassifier model = Load(new CallLimits { ConcurrentCalls = 1 });
        using CancellationTokenSource cancellation = new();
        Task<TextExplanation>[] calls = [.. Enumerable.Range(0, 4).Select(_ => model.ExplainAsync("a text that takes hours", Long, cancellation.Token))];
        await Task.Delay(50);
        Assert.DoesNotContain(calls, call => call.IsCompleted);
        await cancellation.CancelAsync();
        foreach (Task<TextExplanation> call in calls)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        Assert.Throws<OperationCanceledException>(() => model.Explain("some text", null, cancellation.Token));

        // The sessions that were stopped in the middle are as good as new.
        Assert.Equal(ShippedModel.Shared.Explain("some text"), model.Explain("some text"));
    }

    [Fact]
    public async Task Calls_beyond_the_memory_wait_and_all_are_served()
    {
        using TextClassifier model = Load(new CallLimits { Memory = 1 });
        TextExplanation expected = ShippedModel.Shared.Explain("some text");
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => model.ExplainAsync("some text"))), explanation => Assert.Equal(expected, explanation));
    }

    [Fact]
    public void What_makes_no_sense_is_refused_and_not_computed()
    {
        TextClassifier model = ShippedModel.Shared;
        MethodDescription mine = model.Description.Methods[0];
        Assert.Contains("another model", Assert.Throws<ArgumentException>(
            () => model.Explain("a", new ExplainOptions { Method = mine with { Pass = mine.Pass + 1 } })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExplainOptions { IntegrationSteps = 0 });
        Assert.Throws<NotFiniteNumberException>(() => model.Explain("I hope you all die, you filthy animals.", new ExplainOptions { Target = Target.Weighted(-3e38f, 3e38f) }));
        Assert.Throws<ArgumentException>(() => model.Explain("a", Long with { IntegrationSteps = 1, Detail = RelevanceDetail.Heads }));
    }

    private static TextClassifier Load(CallLimits limits) => ShippedModel.Load(encoder: ShippedModel.Shared.Encoder, limits: limits);
}
