using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>Many inputs of a layer graph get what each gets alone, by every method of every golden case.</summary>
public sealed class ManyArraysTests
{
    public static TheoryData<string> Cases => [.. GoldenCase.All(LayerReferenceTests.IsLayerCase).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Each_input_gets_bit_for_bit_what_it_gets_alone(string name)
    {
        LayerCase layers = new(GoldenCase.Found(name));
        using ArrayClassifier model = layers.Load(Vectors.Default);
        (float[] values, int count) = layers.Input();
        float[][] inputs = [.. values.Chunk(values.Length / count).Concat(values.Chunk(values.Length / count).Reverse())];
        ArrayExplainOptions options = new() { Ledger = true };
        foreach (MethodDescription method in model.Description.Methods)
        {
            ArrayExplanation[] alone = [.. inputs.Select(input => model.Explain(input, Target.Predicted, method, options))];
            foreach (ExplainManyOptions many in (ExplainManyOptions[])[new() { Threads = 1, BatchSize = 3 }, new() { Threads = 2 }])
            {
                List<ArrayExplanation> together = await model.ExplainMany(inputs, Target.Predicted, method, options, many).ToListAsync();
                Assert.Equal(alone, together);
                Assert.All(together, (e, i) => Assert.Equal(
                    alone[i].Relevance.Select(BitConverter.SingleToInt32Bits), e.Relevance.Select(BitConverter.SingleToInt32Bits)));
            }
        }
    }

    [Fact]
    public async Task An_input_of_another_shape_is_named()
    {
        LayerCase layers = new(GoldenCase.Named("mlp-relu"));
        using ArrayClassifier model = layers.Load(Vectors.Default);
        float[] sound = new float[model.Description.InputSize];
        ExplainManyException failure = await Assert.ThrowsAsync<ExplainManyException>(
            async () => await model.ExplainMany([sound, new float[sound.Length + 1], sound]).ToListAsync());
        Assert.Equal(1, failure.Index);
        Assert.Contains($"found {sound.Length + 1} values", failure.Message, StringComparison.Ordinal);
    }
}
