using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>Once a call of its size was made, a kernel allocates nothing.</summary>
public sealed class AllocationTests
{
    private delegate void Call(Workers workers);

    [Fact]
    public void Kernels_allocate_nothing_after_the_first_call()
    {
        int[] starts = [0, 7, 40], positions = [.. Enumerable.Range(0, 40).Select(i => i < 7 ? 6 - i : 39 - i)];
        var random = new Random(1);
        TestMatrix x = TestMatrix.Random(random, 40, 32), k = TestMatrix.Random(random, 40, 16), y = new(40, 32), g = TestMatrix.Random(random, 80, 32), gIn = new(80, 32);
        TestMatrix gk = new(80, 16), gv = new(80, 16), gk32 = new(80, 32), gv32 = new(80, 32), statistics = new(40, 2), groups = new(2, 8), means = new(2, 32);
        TestMatrix relative = TestMatrix.Random(random, 32, 32);
        float[] probabilities = new float[Attention.ProbabilityCount(starts, starts, 4)];
        var shape = new AttentionShape(4, 0.3f) { KeyValueHeads = 2, Causal = true, Window = 9 };
        var whole = new AttentionShape(4, 0.3f);
        using var bias = new RelativeBias(new float[4 * 11], 4, 5);
        using NormWeights w = NormWeights.Plain(32, 1e-5f), headNorm = NormWeights.Plain(16, 1e-5f);
        using var learned = new LearnedRows(ArraySource.Random(random, "rows", 33, 32));
        var table = new RelativePositions(16, 16, 64);
        var rotary = new Rotary(RotaryFrequencies.Default(10000, 8), 8);
        Call[] calls =
        [
            workers => Attention.Forward(x.View, k.View, k.View, starts, starts, shape, probabilities, y.View, workers, positions, bias),
            workers => Attention.Relevance(g.View, x.View, k.View, k.View, starts, starts, shape, default, 0.25f, 0.5f, gIn.View, gk.View, gv.View, workers, positions, bias),
            workers => Attention.RelevanceOfValue(g.View, probabilities, starts, starts, shape, gv.View, workers, positions),
            workers => DisentangledAttention.Forward(
                x.View, x.View, x.View, new() { Positions = table, Keys = relative.View, Queries = relative.View }, starts, starts, whole, probabilities, y.View, workers),
            workers => DisentangledAttention.Relevance(
                g.View, x.View, x.View, x.View, new() { Positions = table, Keys = relative.View, Queries = relative.View }, starts, starts, whole, default,
                0.25f, 0.5f, gIn.View, gk32.View, gv32.View, workers),
            workers => Rotary.Forward(x.View, starts, rotary, y.View, workers),
            workers => Rotary.Adjoint(g.View, starts, rotary, gIn.View, workers, positions),
            workers => RmsNorm.Forward(x.View, headNorm, y.View, statistics.View, workers),
            workers => RmsNorm.Relevance(g.View, headNorm, statistics.View, gIn.View, workers),
            workers => GroupNorm.Forward(x.View, starts, 4, w, y.View, groups.View, workers),
            workers => GroupNorm.Relevance(g.View, starts, 4, w, groups.View, gIn.View, workers),
            workers => GroupNorm.Gradient(g.View, x.View, starts, 4, w, groups.View, gIn.View, workers),
            workers => GatedProduct.Forward(Activation.Silu, x.View, x.View, default, y.View, workers),
            workers => GatedProduct.Relevance(Activation.Silu, g.View, x.View, x.View, 0.5f, gIn.View, gk32.View, workers),
            workers => SampleMeans.Forward(x.View, starts, means.View, workers, skip: 1),
            workers => SampleMeans.Adjoint(means.View, starts, y.View, workers),
            workers => LearnedRows.AddPositions(x.View, learned.Values, starts, y.View, workers),
            _ => LearnedRows.AddNamed(x.View, learned.Values, positions, y.View),
            _ => RowSelection.Last(x.View, starts, means.View),
        ];
        using var workers = new Workers(1);
        for (int i = 0; i < calls.Length; i++)
        {
            calls[i](workers);
            calls[i](workers);
            long before = GC.GetAllocatedBytesForCurrentThread();
            calls[i](workers);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() == before, $"call {i} allocates {GC.GetAllocatedBytesForCurrentThread() - before} bytes");
        }
    }
}
