using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>What relevance starts with, by the method's seed, against double precision.</summary>
public sealed class SeedTests
{
    // What golden references ask of 32-bit arithmetic.
    private const double Tolerance = 1e-5;

    private const int Label = 2;

    private static readonly GoldenCase Golden = GoldenCase.Named("mlp-relu");

    private static readonly Lazy<Type> Model = new(() => CompiledGraph.Compile("mlp-relu.seeds", Graph()));

    private static readonly Func<double[], double[]> Logit = output => [.. output.Select((v, i) => i == Label ? v : 0)];

    private static readonly Func<double[], double[]> One = output => [.. output.Select((_, i) => i == Label ? 1.0 : 0)];

    private static readonly Func<double[], double[]> AllLogits = output => output;

    // Composite, seed if it is not the composite's own, and by hand: the rule of the weights, what one pass starts with, points of the path, times the input.
    private static readonly (string Composite, string? Seed, Rule Rule, Func<double[], double[]> Start, int Steps, bool TimesInput)[] Methods =
    [
        ("epsilon(0.25)", null, Epsilon, Logit, 1, false),
        ("epsilon(0.25)", "one", Epsilon, One, 1, false),
        ("epsilon(0.25)", "all-logits", Epsilon, AllLogits, 1, false),
        ("gradient", null, Rule.Gradient, One, 1, false),
        ("gradient", "logit", Rule.Gradient, Logit, 1, false),
        ("gradient-x-input", null, Rule.Gradient, One, 1, true),
        ("gradient-x-input", "logit", Rule.Gradient, Logit, 1, true),
        ("gradient-x-input", "all-logits", Rule.Gradient, AllLogits, 1, true),
        ("integrated-gradients(3)", null, Rule.Gradient, One, 3, true),
        ("integrated-gradients(3)", "logit", Rule.Gradient, Logit, 3, true),
        ("integrated-gradients(3)+epsilon(0.25)", null, Epsilon, Logit, 3, true),
        ("integrated-gradients(3)+epsilon(0.25)", "one", Epsilon, One, 3, true),
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Methods.Length)];

    private static Rule Epsilon => new("epsilon") { Denominator = new Denominator("signed_add", 0.25) };

    [Theory]
    [MemberData(nameof(Indices))]
    public void Relevance_starts_with_the_seed_of_the_method(int index)
    {
        (string composite, string? seed, Rule rule, Func<double[], double[]> start, int steps, bool timesInput) = Methods[index];
        using ArrayClassifier model = GeneratedAssembly.Load<ArrayClassifier>(Model.Value, Golden.Folder, new ArrayClassifierOptions { Width = Vectors.Default });
        using Session session = model.CreateSession();
        (float[] input, int count) = new LayerCase(Golden).Input();
        session.Explain(input, count, model.Description.Methods[index], [Target.Label(Label)]);
        for (int sample = 0; sample < count; sample++)
        {
            double[] x = [.. input.AsSpan(sample * model.Description.InputSize, model.Description.InputSize).ToArray().Select(v => (double)v)];
            double[] expected = new double[x.Length];
            for (int step = 1; step <= steps; step++)
            {
                double[] at = [.. x.Select(v => v * step / steps)];
                double[] relevance = GoldenNetwork.Of(Golden).Relevance(at, layer => IsRelu(layer) && rule != Rule.Gradient ? new Rule("pass") : rule, start)["input"];
                expected = [.. expected.Select((v, i) => v + (relevance[i] / steps * (timesInput ? x[i] : 1)))];
            }

            Distance.Check($"{composite}, seed {seed}, sample {sample}", session.InputRelevance(0, sample), expected, Tolerance);
        }
    }

    [Fact]
    public void An_explanation_of_the_whole_output_says_so_whatever_its_target()
    {
        using ArrayClassifier model = GeneratedAssembly.Load<ArrayClassifier>(Model.Value, Golden.Folder, new ArrayClassifierOptions { Width = Vectors.Default });
        (float[] input, int count) = new LayerCase(Golden).Input();
        ArrayExplanation why = model.Explain(input.AsSpan(0, input.Length / count), Target.Label(Label), model.Description.Methods[2]);
        Assert.Null(why.Target.Label);
        Assert.StartsWith("weighted sum of class 0, class 1", why.Target.Description, StringComparison.Ordinal);
        Assert.Equal<float>([1, 1, 1, 1, 1], why.Target.Seed);
        Assert.Equal(why.Labels.Sum(label => label.Logit), why.Target.Score, 1e-5f);
    }

    // The second and the fourth layer.
    private static bool IsRelu(string layer) => layer is "layers.1" or "layers.3";

    private static string Graph()
    {
        string text = File.ReadAllText(Path.Combine(Golden.Folder, "layers.json"));
        string methods = string.Join(", ", Methods.Select((m, i) => $"{{\"name\": \"m{i}\", \"composite\": \"{m.Composite}\"{(m.Seed is null ? "" : $", \"seed\": \"{m.Seed}\"")}}}"));
        return text.Insert(text.IndexOf('{', StringComparison.Ordinal) + 1, $"\"relevance\": [{methods}],");
    }
}
