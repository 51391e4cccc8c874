using System.Text.Json;

namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>The double-precision network is right: other programs, in double precision too, compute the same.</summary>
public sealed class NetworkTests
{
    // Both sides compute in double precision and add up in another order; ε of 1e-16 and sums that nearly vanish amplify that.
    private const double Tolerance = 1e-9;

    // Dense matrices are slow: the cases with small layers, which have every rule of zennit and captum among them.
    private static readonly string[] Small = ["adaptive-pool", "autoencoder-regression", "conv-transpose2d", "conv1d", "maxpool-ties", "mlp-relu", "pool-variants", "stabiliser"];

    public static TheoryData<string, string> Methods()
    {
        TheoryData<string, string> data = [];
        foreach (string name in Small)
        {
            foreach (string method in GoldenCase.Named(name).References.Select(r => MethodOf(r.Tensor)).OfType<string>().Distinct())
            {
                data.Add(name, method);
            }
        }

        return data;
    }

    public static TheoryData<string> Analytic
        => new(AnalyticCase.All().Select(c => c.GetProperty("name").GetString()!).Where(name => AnalyticCase.Named(name).IsWhole && name != "rpj.layer_norm"));

    [Theory]
    [MemberData(nameof(Methods))]
    public void Agrees_with_other_programs(string name, string method)
    {
        GoldenCase golden = GoldenCase.Named(name);
        Network network = GoldenNetwork.Of(golden);
        (double[] samples, int count) = Floats(golden, "input");
        double[][] rows = [.. samples.Chunk(samples.Length / count)];
        JsonElement about = new LayerCase(golden).Method(method);
        foreach (IGrouping<string, Reference> target in golden.References.Where(r => MethodOf(r.Tensor) == method).GroupBy(r => r.Tensor[(method.Length + 1)..].Split('.')[0]))
        {
            for (int row = 0; row < count; row++)
            {
                int sample = row;
                Dictionary<string, double[]> relevance = network.Relevance(rows[row], layer => Rule.Of(about, layer), output => Seed(golden, about, target.Key, output, sample));
                foreach (Reference reference in target)
                {
                    string layer = reference.Tensor.EndsWith(".input", StringComparison.Ordinal) ? "input" : reference.Tensor[(reference.Tensor.IndexOf(".layer.", StringComparison.Ordinal) + 7)..];
                    double[] ours = TimesInput(about, relevance[layer], rows[row]);
                    Check($"{reference.Tensor}, row {row}", ours, [.. golden.Read(reference.Tensor).Values.AsSpan(row * ours.Length, ours.Length)]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Analytic))]
    public void Agrees_with_what_can_be_computed_by_hand(string name)
    {
        AnalyticCase one = AnalyticCase.Named(name);
        Network network = new(one.Description, one.Weight);
        for (int sample = 0; sample < one.Samples.Length; sample++)
        {
            int row = sample;
            Dictionary<string, double[]> values = network.Forward(one.Samples[row]);
            Dictionary<string, double[]> relevance = network.Relevance(one.Samples[row], one.RuleOf, output => one.Seed(output, row));
            foreach (JsonProperty expected in one.Expected)
            {
                double[] ours = expected.Name == "output" ? values.Last().Value : relevance[expected.Name["relevance.".Length..]];
                Check($"{expected.Name}, row {row}", ours, [.. AnalyticCase.Numbers(expected.Value).AsSpan(row * ours.Length, ours.Length)]);
            }
        }
    }

    // As published by RelevancePropagation.jl, without its ε: there it stands before the division by the deviation.
    [Fact]
    public void The_deviation_of_a_layer_norm_is_held()
    {
        Network network = new(
            """{"input": {"shape": [4]}, "layers": [{"name": "norm", "op": "layer_norm", "eps": 0, "affine": false}, {"name": "affine", "op": "scale", "bias": true}]}""",
            name => name switch { "affine.weight" => [-2, -2, 2, 2], "affine.bias" => [1, 1, -3, -3], _ => null });
        Rule epsilon = new("epsilon") { Denominator = new Denominator("signed_add", 1e-12) };
        Dictionary<string, Rule> rules = new() { ["norm"] = epsilon, ["affine"] = epsilon };
        Check(
            "input",
            network.Relevance([1, 2, 1, 2], rules.GetValueOrDefault, _ => [1.0 / 3, 1.0 / 3, 2.0 / 3, 2.0 / 3])["input"],
            [0.13333333333333333, 3.8222222222222224, 0.044444444444444446, -4.177777777777778]);
    }

    private static string? MethodOf(string tensor)
        => System.Text.RegularExpressions.Regex.Match(tensor, @"^(.+?)(?:\.(?:t\d+|t?all))?\.(?:input|layer\..+)$") is { Success: true } match ? match.Groups[1].Value : null;

    private static double[] Seed(GoldenCase golden, JsonElement method, string target, double[] output, int row)
    {
        double[] At(Func<double, double> value) => [.. output.Select((v, i) => i == int.Parse(target[1..], System.Globalization.CultureInfo.InvariantCulture) ? value(v) : 0)];
        return method.GetProperty("seed").GetString() switch
        {
            "given" => [.. golden.Read("relevance_out").Values.AsSpan(row * output.Length, output.Length)],
            "all_logits" => output,
            "one_hot" => At(_ => 1),
            _ => At(v => v),
        };
    }

    private static double[] TimesInput(JsonElement method, double[] ours, double[] x)
        => LayerMethodTranslator.Procedure(method) == "gradient-x-input"
            ? [.. ours.Select((v, i) => v * x[i])]
            : ours;

    private static void Check(string where, double[] ours, double[] expected)
    {
        Assert.Equal(expected.Length, ours.Length);
        double largest = expected.Max(Math.Abs);
        double difference = ours.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(difference <= Tolerance * largest, FormattableString.Invariant($"{where}: differs by {difference:E2} of {largest:G3}"));
    }

    private static (double[] Values, int Count) Floats(GoldenCase golden, string name)
    {
        (float[] values, int count) = new LayerCase(golden).Floats(name);
        return ([.. values.Select(v => (double)v)], count);
    }
}
