using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>
/// Methods whose denominators nearly vanish where the bias is left out. A last bit of an activation, which is all that
/// float32 knows of it, moves their relevance by more than the references' tolerance: which side of it a program ends on
/// depends on the order of its sums. So these references are held in two steps: the activations agree with those in double
/// precision as well as float32 can, and the relevance agrees, at the same tolerance as everywhere, with what double
/// precision makes of these activations.
/// </summary>
public sealed class ConditioningTests
{
    private const double Tolerance = 1e-5;

    // A sum of some tens of rounded products, each of the size of the largest output or less: 16 units in the last place.
    private const double ActivationTolerance = 1e-6;

    private static readonly (string Case, string Method)[] Methods = [("conv-transpose2d", "gamma_0.25_zero_bias"), ("mlp-relu", "epsilon_zero_bias")];

    public static TheoryData<string, string> Names
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach ((string name, string method) in Methods)
            {
                data.Add(name, method);
            }

            return data;
        }
    }

    public static TheoryData<string, string, VectorWidth> NamesAndWidths
    {
        get
        {
            TheoryData<string, string, VectorWidth> data = [];
            foreach ((string name, string method) in Methods)
            {
                foreach (VectorWidth width in Vectors.Available)
                {
                    data.Add(name, method, width);
                }
            }

            return data;
        }
    }

    /// <summary>Whether a method's references are held here.</summary>
    public static bool Holds(string name, string method) => Methods.Contains((name, method));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_last_bit_of_an_activation_moves_the_reference_by_more_than_its_tolerance(string name, string method)
    {
        GoldenCase golden = GoldenCase.Named(name);
        Network network = GoldenNetwork.Of(golden);
        JsonElement about = new LayerCase(golden).Method(method);
        (float[] input, int count) = new LayerCase(golden).Input();
        Random random = new(1);
        double worst = 0;
        foreach (float[] sample in input.Chunk(input.Length / count))
        {
            Dictionary<string, double[]> values = network.Forward([.. sample.Select(v => (double)v)]);
            foreach (int target in Targets(golden, method))
            {
                double[] exact = network.Relevance(values, layer => Rule.Of(about, layer), Seed(target))["input"];
                for (int trial = 0; trial < 10; trial++)
                {
                    // One of the two float32 numbers beside it; the input itself is a float32 number.
                    Dictionary<string, double[]> moved = values.ToDictionary(
                        v => v.Key, v => v.Key == "input" ? v.Value : [.. v.Value.Select(x => (double)(random.Next(2) == 0 ? Below(x) : Above(x)))]);
                    double[] result = network.Relevance(moved, layer => Rule.Of(about, layer), Seed(target))["input"];
                    worst = Math.Max(worst, exact.Zip(result, (a, b) => Math.Abs(a - b)).Max() / exact.Max(Math.Abs));
                }
            }
        }

        Assert.InRange(worst, Tolerance, 1e-3);
    }

    [Theory]
    [MemberData(nameof(NamesAndWidths))]
    public void Activations_agree_with_double_precision(string name, string method, VectorWidth width)
    {
        GoldenCase golden = GoldenCase.Named(name);
        Assert.NotEmpty(Targets(golden, method));
        foreach (Dictionary<string, double[]> own in OwnActivations.Of(golden, width))
        {
            foreach ((string layer, double[] expected) in GoldenNetwork.Of(golden).Forward(own["input"]))
            {
                Distance.Check($"{name}, {layer}", [.. own[layer].Select(v => (float)v)], expected, ActivationTolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(NamesAndWidths))]
    public void Relevance_agrees_with_double_precision_at_the_same_activations(string name, string method, VectorWidth width)
    {
        GoldenCase golden = GoldenCase.Named(name);
        LayerCase layers = new(golden);
        JsonElement about = layers.Method(method);
        Dictionary<string, double[]>[] own = OwnActivations.Of(golden, width);
        using ArrayClassifier model = layers.Load(width);
        using Session session = model.CreateSession();
        (float[] input, int count) = layers.Input();
        foreach (int target in Targets(golden, method))
        {
            session.Explain(input, count, model.Method(method), [Target.Label(target)], new ArrayExplainOptions { Layers = true });
            for (int sample = 0; sample < count; sample++)
            {
                Dictionary<string, double[]> expected = GoldenNetwork.Of(golden).Relevance(own[sample], layer => Rule.Of(about, layer), Seed(target));
                foreach ((string layer, double[] relevance) in expected)
                {
                    ReadOnlySpan<float> ours = layer == "input"
                        ? session.InputRelevance(0, sample)
                        : session.LayerRelevance(model.Description.OutputIndex(layer), 0, sample);
                    Distance.Check($"{name}, {method}, target {target}, sample {sample}, {layer}", ours, relevance, Tolerance);
                }
            }
        }
    }

    private static int[] Targets(GoldenCase golden, string method)
        => [.. golden.References.Select(r => Regex.Match(r.Tensor, $@"^{Regex.Escape(method)}\.t(\d+)\.input$")).Where(m => m.Success).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];

    private static Func<double[], double[]> Seed(int target) => output => [.. output.Select((v, i) => i == target ? v : 0)];

    private static float Below(double x) => (float)x <= x ? (float)x : MathF.BitDecrement((float)x);

    private static float Above(double x) => (float)x >= x ? (float)x : MathF.BitIncrement((float)x);
}
