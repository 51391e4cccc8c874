using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>The threads that work on one call of a layer graph, by every method of every golden case.</summary>
public sealed class LayerThreadTests
{
    public static TheoryData<string> Cases => ManyArraysTests.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Any_number_of_them_gives_the_same_bits(string name)
    {
        LayerCase layers = new(GoldenCase.Found(name));
        using ArrayClassifier model = layers.Load(Vectors.Default);
        using Session one = new(model, threads: 1), three = new(model, threads: 3);
        (float[] values, int count) = layers.Input();

        // Several targets of many samples, so that there is work for all.
        float[] inputs = [.. Enumerable.Repeat(values, 4).SelectMany(v => v)];
        Target[] targets = [Target.Label(0), Target.Predicted];
        foreach (MethodDescription method in model.Description.Methods)
        {
            one.Explain(inputs, 4 * count, method, targets);
            three.Explain(inputs, 4 * count, method, targets);
            for (int sample = 0; sample < 4 * count; sample++)
            {
                Assert.Equal(Bits(one.InputRelevance(0, sample)), Bits(three.InputRelevance(0, sample)));
                Assert.Equal(Bits(one.InputRelevance(1, sample)), Bits(three.InputRelevance(1, sample)));
            }
        }
    }

    private static int[] Bits(ReadOnlySpan<float> values) => [.. values.ToArray().Select(BitConverter.SingleToInt32Bits)];
}
