using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>Layer graphs whose targets go in groups, for want of memory, give the bits of one pass.</summary>
public sealed class TargetGroupTests
{
    public static TheoryData<string> Cases() => AllocationTests.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Groups_give_the_bits_of_one_pass(string name)
    {
        LayerCase layers = new(GoldenCase.Found(name));
        using ArrayClassifier model = layers.Load(Vectors.Default);
        (float[] input, int count) = layers.Input();
        Target[] targets = model.Labels.Length == 1 ? [Target.Label(0), Target.Predicted, Target.Weighted(0.5f)] : [Target.Label(0), Target.Predicted, Target.AgainstOthers(0)];
        foreach (MethodDescription method in model.Description.Methods)
        {
            ArrayExplainOptions options = new()
            {
                Ledger = true,
                Layers = method.Reading is MethodReading.Relevance or MethodReading.Gradient or MethodReading.GradientTimesInput,
                Noise = method.Reading == MethodReading.SmoothGrad ? new float[method.Iterations * input.Length] : default,
            };
            using Session whole = model.CreateSession();
            whole.Explain(input, count, method, targets, options);
            using Session grouped = model.CreateSession();
            grouped.TargetMemory = 0;
            grouped.Explain(input, count, method, targets, options);
            Assert.Equal(Everything(whole, model.Description, targets.Length, options), Everything(grouped, model.Description, targets.Length, options));
            Assert.True(method.Reading == MethodReading.Occlusion || grouped.WorkspaceBytes < whole.WorkspaceBytes, method.Name);
        }
    }

    private static List<long> Everything(Session session, ModelDescription model, int targets, ArrayExplainOptions options)
    {
        List<long> bits = [];
        for (int target = 0; target < targets; target++)
        {
            for (int sample = 0; sample < session.Count; sample++)
            {
                Add(session.InputRelevance(target, sample));
                for (int layer = 0; layer < model.Outputs.Length; layer++)
                {
                    Add(options.Layers ? session.LayerRelevance(layer, target, sample) : []);
                    bits.Add(options.Layers ? BitConverter.DoubleToInt64Bits(session.Gain(layer, target, sample)) : 0);
                }

                bits.AddRange(Enumerable.Range(0, model.Sinks.Length).Select(sink => BitConverter.DoubleToInt64Bits(session.Ledger[sink, target, sample])));
            }
        }

        return bits;

        void Add(ReadOnlySpan<float> values)
        {
            foreach (float value in values)
            {
                bits.Add(BitConverter.SingleToInt32Bits(value));
            }
        }
    }
}
