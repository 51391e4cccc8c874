using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Conformance.Tests;

/// <summary>Every model computes the same bits from packed weights as from the checkpoint that they were packed from.</summary>
public sealed class PackedTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lrpgen-packed-").FullName;

    public static TheoryData<string> TextCases() => [.. GoldenCase.All(c => c.Unsupported is null && !c.ReadsPictures && !LayerReferenceTests.IsLayerCase(c)).Select(c => c.Name)];

    public static TheoryData<string> LayerCases() => [.. GoldenCase.All(LayerReferenceTests.IsLayerCase).Select(c => c.Name)];

    public static TheoryData<string> AnalyticCases() => [.. AnalyticCase.All().Select(c => c.GetProperty("name").GetString()!)];

    private string Packed => Path.Combine(folder, "model.lrpw");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(TextCases))]
    public void A_text_model_is_the_same(string name)
    {
        GoldenCase golden = GoldenCase.Found(name);
        TextClassifierOptions options = new();
        using TextClassifier expected = CompiledCase.Load(golden, options);
        CompiledCase.Pack(golden, Packed);
        using TextClassifier actual = CompiledCase.Load(golden, options, folder: folder);
        Assert.Equal(expected.Identity, actual.Identity);
        Assert.Equal(Relevance(expected), Relevance(actual));
    }

    [Theory]
    [MemberData(nameof(LayerCases))]
    public void A_layer_graph_is_the_same(string name)
    {
        LayerCase golden = new(GoldenCase.Found(name));
        using ArrayClassifier expected = golden.Load(Vectors.Default);
        golden.Pack(Packed);
        using ArrayClassifier actual = golden.Load(Vectors.Default, folder);
        Assert.Equal(expected.Identity, actual.Identity);
        (float[] input, int count) = golden.Input();
        Assert.Equal(Relevance(expected, input, count), Relevance(actual, input, count));
    }

    [Theory]
    [MemberData(nameof(AnalyticCases))]
    public void A_graph_that_can_be_computed_by_hand_is_the_same(string name)
    {
        AnalyticCase one = AnalyticCase.Named(name);
        (ArrayClassifier expected, ArrayClassifier actual) = one.LoadBoth(folder);
        using (expected)
        using (actual)
        {
            (float[] input, int count) = (one.Input, one.Samples.Length);
            Assert.Equal(Relevance(expected, input, count), Relevance(actual, input, count));
        }
    }

    // Logits and relevance of two sequences by every method.
    private static float[] Relevance(TextClassifier model)
    {
        TokenBatch batch = new();
        batch.Add([0, 5, 7, 6, 2]);
        batch.Add([0, 9, 2]);
        using Session session = model.CreateSession();
        session.IntegrationSteps = 2;
        List<float> values = [];
        foreach (MethodDescription method in model.Description.Methods)
        {
            session.Explain(batch, method, [Target.Label(0)]);
            values.AddRange([.. session.Logits(0), .. session.Logits(1), .. session.TokenRelevance(0, 0), .. session.TokenRelevance(0, 1)]);
        }

        return [.. values];
    }

    private static float[] Relevance(ArrayClassifier model, float[] input, int count)
    {
        using Session session = model.CreateSession();
        List<float> values = [];
        foreach (MethodDescription method in model.Description.Methods)
        {
            session.Explain(input, count, method, [Target.Label(0)]);
            for (int sample = 0; sample < count; sample++)
            {
                values.AddRange([.. session.Logits(sample), .. session.InputRelevance(0, sample)]);
            }
        }

        return [.. values];
    }
}
