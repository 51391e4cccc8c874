using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>Every policy of a stabiliser, from its text in a layer graph through the generated code.</summary>
public sealed class StabiliserTests
{
    // The distance that golden references ask of 32-bit arithmetic.
    private const double Tolerance = 1e-5;

    public static TheoryData<VectorWidth> Widths => [.. Vectors.Available];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Agrees_with_the_reference_at_zero_and_near_it(VectorWidth width)
    {
        GoldenCase golden = GoldenCase.Named("stabiliser");
        LayerCase layers = new(golden);
        using ArrayClassifier model = layers.Load(width);
        using Session session = model.CreateSession();
        (float[] input, int count) = layers.Input();
        ArrayExplainOptions options = new() { OutputRelevance = layers.Floats("relevance_out").Values };
        Assert.Equal(19, model.Description.Methods.Length);
        foreach (MethodDescription method in model.Description.Methods)
        {
            session.Explain(input, count, method, [Target.Predicted], options);
            double[] expected = golden.Read($"{method.Name}.input").Values;
            int size = expected.Length / count;
            for (int sample = 0; sample < count; sample++)
            {
                Distance.Check($"{method.Name}, sample {sample}", session.InputRelevance(0, sample), expected.AsSpan(sample * size, size), Tolerance);
            }
        }
    }
}
