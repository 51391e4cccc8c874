using System.Collections.Immutable;
using Digits;
using LrpGen.Runtime;

namespace LrpGen.Samples.Tests;

/// <summary>Calls of a model over numbers that wait, run off the caller's thread, and can be cancelled.</summary>
public sealed class ArrayCallTests
{
    private const int Pixels = 28 * 28;
    private static readonly string Folder = Tensors.Model("digits-cnn");
    private static readonly float[] Inputs = [.. Enumerable.Range(0, 3 * Pixels).Select(i => MathF.Abs(MathF.Sin(i)))];

    [Fact]
    public async Task The_asynchronous_forms_give_what_the_others_give()
    {
        using DigitsCnn model = DigitsCnn.Load(Folder);
        ReadOnlyMemory<float> one = Inputs.AsMemory(0, Pixels);
        Assert.Equal(model.Predict(one.Span).Labels.ToArray(), (await model.PredictAsync(one)).Labels.ToArray());
        Assert.Equal(model.Explain(one.Span).Relevance.ToArray(), (await model.ExplainAsync(one)).Relevance.ToArray());
        AssertSame(model.ExplainBatch(Inputs, 3, Target.Label(3)), await model.ExplainBatchAsync(Inputs, 3, Target.Label(3)));
        AssertSame(model.ExplainAllLabels(one.Span), await model.ExplainAllLabelsAsync(one));
        await Assert.ThrowsAsync<ArgumentException>(() => model.ExplainBatchAsync(Inputs, 2));
        await Assert.ThrowsAsync<ArgumentException>(() => model.ExplainBatchAsync(Inputs, -1));
    }

    [Fact]
    public async Task A_call_is_cancelled_while_it_computes_and_while_it_waits()
    {
        using DigitsCnn model = DigitsCnn.Load(Folder, new ArrayClassifierOptions { Limits = new CallLimits { ConcurrentCalls = 1 } });
        using CancellationTokenSource cancellation = new();
        const int Many = 20_000;
        float[] inputs = new float[Many * Pixels];
        Task<ImmutableArray<ArrayExplanation>>[] calls =
            [.. Enumerable.Range(0, 3).Select(_ => model.ExplainBatchAsync(inputs, Many, cancellationToken: cancellation.Token))];
        await Task.Delay(50);
        Assert.DoesNotContain(calls, call => call.IsCompleted);
        await cancellation.CancelAsync();
        foreach (Task<ImmutableArray<ArrayExplanation>> call in calls)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        using DigitsCnn other = DigitsCnn.Load(Folder);
        Assert.Equal(other.Explain(Inputs.AsSpan(0, Pixels)).Relevance.ToArray(), model.Explain(Inputs.AsSpan(0, Pixels)).Relevance.ToArray());
    }

    [Fact]
    public async Task Calls_beyond_the_memory_wait_and_all_are_served()
    {
        using DigitsCnn model = DigitsCnn.Load(Folder, new ArrayClassifierOptions { Limits = new CallLimits { Memory = 1 } });
        ArrayExplanation expected = model.Explain(Inputs.AsSpan(0, Pixels));
        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => model.ExplainAsync(Inputs.AsMemory(0, Pixels)))),
            explanation => Assert.Equal(expected.Relevance.ToArray(), explanation.Relevance.ToArray()));
    }

    [Fact]
    public void A_sample_gets_in_a_batch_the_noise_and_the_output_relevance_that_it_gets_alone()
    {
        using DigitsCnn model = DigitsCnn.Load(Folder);
        MethodDescription smooth = DigitsCnn.Methods.Smoothgrad;
        AssertSame(Alone(null), model.ExplainBatch(Inputs, 3, Target.Predicted, smooth));
        float[] relevance = [.. Enumerable.Range(0, 3 * 10).Select(i => MathF.Cos(i))], noise = [.. Enumerable.Range(0, smooth.Iterations * Inputs.Length).Select(i => MathF.Sin(i))];
        ArrayExplainOptions given = new() { OutputRelevance = relevance, Noise = noise };
        AssertSame(Alone(given), model.ExplainBatch(Inputs, 3, Target.Predicted, smooth, given));
        Assert.Throws<ArgumentException>(() => model.ExplainBatch(Inputs, 3, Target.Predicted, smooth, given with { OutputRelevance = relevance.AsMemory(1) }));
        Assert.Throws<ArgumentException>(() => model.ExplainBatch(Inputs, 3, Target.Predicted, smooth, given with { Noise = noise.AsMemory(1) }));

        IEnumerable<ArrayExplanation> Alone(ArrayExplainOptions? options)
            => Enumerable.Range(0, 3).Select(i => model.Explain(Inputs.AsSpan(i * Pixels, Pixels), Target.Predicted, smooth, options?.Of(smooth, 1, i..(i + 1), 3)));
    }

    [Fact]
    public async Task A_source_may_use_its_array_again()
    {
        using DigitsCnn model = DigitsCnn.Load(Folder);
        List<ArrayExplanation> found = [];
        await foreach (ArrayExplanation why in model.ExplainMany(Source()))
        {
            found.Add(why);
        }

        AssertSame(model.ExplainBatch(Inputs, 3), found);

        static IEnumerable<float[]> Source()
        {
            float[] buffer = new float[Pixels];
            for (int i = 0; i < 3; i++)
            {
                Inputs.AsSpan(i * Pixels, Pixels).CopyTo(buffer);
                yield return buffer;
            }
        }
    }

    [Fact]
    public void What_is_no_number_is_refused()
    {
        using DigitsCnn model = DigitsCnn.Load(Folder);
        float[] input = Inputs[..Pixels], noise = new float[DigitsCnn.Methods.Smoothgrad.Iterations * Pixels];
        noise[5] = float.NaN;
        Assert.Throws<ArgumentException>(() => model.Explain(input, Target.Predicted, DigitsCnn.Methods.Smoothgrad, new ArrayExplainOptions { Noise = noise }));
        Assert.Throws<ArgumentException>(() => model.Explain(input, Target.Predicted, null, new ArrayExplainOptions { OutputRelevance = new float[] { float.PositiveInfinity, 0, 0, 0, 0, 0, 0, 0, 0, 0 } }));
        Assert.Throws<NotFiniteNumberException>(() => model.Explain(input, Target.Weighted(3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f)));
        Assert.Throws<ArgumentException>(() => model.Explain(input, Target.Predicted, DigitsCnn.Methods.Smoothgrad with { Pass = 0 }));
        Assert.Throws<ArgumentException>(() => model.PredictBatch(input, int.MaxValue));
    }

    [Fact]
    public void Limits_that_make_no_sense_are_refused_when_the_model_is_loaded()
        => Assert.Throws<ArgumentOutOfRangeException>(
            () => DigitsCnn.Load(Folder, new ArrayClassifierOptions { Limits = new CallLimits { ConcurrentCalls = 0 } }).Dispose());

    private static void AssertSame(IEnumerable<ArrayExplanation> expected, IEnumerable<ArrayExplanation> found)
        => Assert.Equal(expected.Select(e => string.Join(' ', e.Relevance)), found.Select(e => string.Join(' ', e.Relevance)));
}
