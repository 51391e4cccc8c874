using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>The hot path of layer graphs, with every rule that the golden cases know.</summary>
public sealed class AllocationTests
{
    public static TheoryData<string> Cases() => [.. GoldenCase.All(LayerReferenceTests.IsLayerCase).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_warm_session_allocates_nothing(string name)
    {
        LayerCase layers = new(GoldenCase.Found(name));
        using ArrayClassifier model = layers.Load(Vectors.Default);
        using Session session = model.CreateSession();
        (float[] input, int count) = layers.Input();
        Target[] targets = [Target.Label(0), Target.Predicted];
        foreach (MethodDescription method in model.Description.Methods)
        {
            // SmoothGrad's own noise comes from a generator that is made for the call.
            ArrayExplainOptions options = new()
            {
                Ledger = true,
                Layers = method.Reading is MethodReading.Relevance or MethodReading.Gradient or MethodReading.GradientTimesInput,
                Noise = method.Reading == MethodReading.SmoothGrad ? new float[method.Iterations * input.Length] : default,
            };
            long allocated = long.MaxValue;
            for (int call = 0; call < 5 && allocated != 0; call++)
            {
                // The first call makes room; in others the runtime may compile anew what has become hot, and allocate for that.
                long before = GC.GetAllocatedBytesForCurrentThread();
                session.Explain(input, count, method, targets, options);
                allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.True(allocated == 0, $"{name}, {method.Name}: {allocated} bytes");
        }
    }
}
