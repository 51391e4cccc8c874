using System.Collections.Concurrent;
using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Generator;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests.Operators;

/// <summary>A case with its methods, its weights and samples, and what the generator makes of it.</summary>
/// <remarks>
/// Inputs are multiples of 1/4, weights of 1/8: float32 sums of their products are exact in any order. So a denominator vanishes
/// where the reference's does, and nothing is amplified. Few values make for ties and exact zeros.
/// </remarks>
internal sealed class OperatorGraph
{
    /// <summary>Samples of a call.</summary>
    public const int Samples = 3;

    /// <summary>The outputs whose relevance is compared.</summary>
    public static readonly int[] Targets = [0, 2];

    // So few numbers may let nothing through, or leave a sum at nothing but rounding: then others are drawn.
    private const int FewInputs = 24;

    // Moved samples of which one is chosen, and inputs that take a step to tell which.
    private const int Moves = 24, Steps = 24;

    private readonly Dictionary<string, (LayerWeight Weight, float[] Values)> weights;
    private readonly ConcurrentDictionary<(int Sample, string Method), float[]> steady = new();
    private readonly string className;

    public OperatorGraph(OperatorCase one, Surroundings around, OperatorMethod[] methods, string className)
    {
        Case = one;
        Surroundings = around;
        Methods = methods;
        this.className = className;
        string description = one.Describe(around, methods.Select(m => (m.Name, (IReadOnlyDictionary<string, string>)m.Rules.ToDictionary(r => r.Key, r => r.Value.Text), m.Seed)));
        LayerGraphResult read = LayerGraphReader.Read(className + ".lrp.json", description);
        Assert.True(read.Spec is not null, $"{one.Label}: {string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString()))}");
        Random random = new(description.Length + 1);
        do
        {
            steady.Clear();
            weights = read.Spec.Layers.SelectMany(l => l.Weights).ToDictionary(
                w => w.Name,
                w => (w, (float[])[.. Enumerable.Range(0, (int)w.Shape.Elements).Select(_ => Weight(w, random))]));
            Input = [.. Enumerable.Range(0, Samples * Volume.Size(one.Shape)).Select(_ => (random.Next(-8, 9) / 4f) + one.Offset)];
            Reference = new Network(description, name => weights.TryGetValue(name, out (LayerWeight Weight, float[] Values) found) ? [.. found.Values.Select(v => (double)v)] : null);
        }
        while (Volume.Size(one.Shape) <= FewInputs && !ProvesSomething());

        CompileResult compiled = Compiler.Compile(new ModelRequest(className + ".lrp.json", className, "Operators", "", "public", false, className + ".lrp.json"), read.Spec);
        Assert.Empty(compiled.Diagnostics.Select(d => d.ToDiagnostic().ToString()));
        Files = compiled.Files;
    }

    public OperatorCase Case { get; }

    public Surroundings Surroundings { get; }

    public OperatorMethod[] Methods { get; }

    /// <summary>All samples, one behind the other.</summary>
    public float[] Input { get; }

    public Network Reference { get; }

    /// <summary>The generated code.</summary>
    public IEnumerable<GeneratedFile> Files { get; }

    public string FullName => $"Operators.{className}";

    /// <summary>The samples for a method, one behind the other.</summary>
    public float[] InputOf(string method) => [.. Enumerable.Range(0, Samples).SelectMany(index => Sample(index, method))];

    /// <summary>
    /// A sample for a method. LRP-0 shares out R / z, which amplifies rounding without bound where z nearly vanishes, and no number is
    /// where it does: it gets the one of some moved samples whose relevance follows a small step of the input least.
    /// </summary>
    public float[] Sample(int index, string method = "")
    {
        float[] sample = Input.Chunk(Input.Length / Samples).ElementAt(index);
        return method.Contains("lrp0", StringComparison.Ordinal) ? steady.GetOrAdd((index, method), _ => Steadiest(sample, Methods.Single(m => m.Name == method))) : sample;
    }

    /// <summary>Relevance of the input by a method in double precision, for every target and sample.</summary>
    public double[][][] Relevance(OperatorMethod method) =>
        [.. Targets.Select(target => Enumerable.Range(0, Samples).Select(sample => Relevance(method, target, [.. Sample(sample, method.Name).Select(v => (double)v)])).ToArray())];

    private double[] Relevance(OperatorMethod method, int target, double[] x) =>
        Reference.Relevance(x, method.Rules.GetValueOrDefault, output => [.. output.Select((v, i) => i != target ? 0 : method.Seed == "one" ? 1 : v)]).First().Value;

    private float[] Steadiest(float[] sample, OperatorMethod method) => Enumerable.Range(0, Moves)
        .Select(move => (float[])[.. sample.Select((v, i) => v + (((((i + 1) * (31 + (2 * move))) % 67) + 1) / 128f))])
        .MinBy(moved => Targets.Max(target => Sway(method, target, [.. moved.Select(v => (double)v)])))!;

    // By how much of its largest value the relevance changes when one input takes a small step. What is not a number sways most.
    private double Sway(OperatorMethod method, int target, double[] x)
    {
        double[] there = Relevance(method, target, x);
        double largest = there.Max(Math.Abs);
        return Enumerable.Range(0, Math.Min(x.Length, Steps)).Max(step =>
        {
            double[] moved = [.. x];
            moved[step * x.Length / Math.Min(x.Length, Steps)] += 1e-6;
            double sway = there.Zip(Relevance(method, target, moved)).Max(pair => Math.Abs(pair.First - pair.Second)) / largest;
            return double.IsFinite(sway) ? sway : double.MaxValue;
        });
    }

    private bool ProvesSomething() => Methods.All(method => Relevance(method).SelectMany(target => target).All(r => r.Max(Math.Abs) is > 1e-5 and < 1e5) && HoldsStill(method));

    // A layer norm is not exact: a value whose sign hangs on rounding decides the sign of its denominator.
    private bool HoldsStill(OperatorMethod method) => Case.Op != "layer_norm" || Enumerable.Range(0, Samples).All(sample =>
    {
        double[] x = [.. Sample(sample).Select(v => (double)v)];
        return Targets.All(target => Enumerable.Range(0, 2 * x.Length).All(move =>
        {
            double[] moved = [.. x];
            moved[move / 2] += move % 2 == 0 ? 1e-5 : -1e-5;
            double[] there = Relevance(method, target, x), near = Relevance(method, target, moved);
            return there.Zip(near).All(pair => Math.Abs(pair.First - pair.Second) < 0.01 * there.Max(Math.Abs));
        }));
    });

    /// <summary>Writes the checkpoint into a folder; returns its path.</summary>
    public string WriteWeights(string folder)
    {
        string path = Path.Combine(folder, className + ".safetensors");
        SafetensorsWriter writer = new();
        foreach ((LayerWeight weight, float[] values) in weights.Values)
        {
            _ = writer.Add(weight.Name, WeightType.F32, [.. weight.Shape.Sizes.Select(s => (long)s)], values);
        }

        writer.Write(path);
        return path;
    }

    private float Weight(LayerWeight weight, Random random) => weight.Role switch
    {
        // Powers of 4: a deviation is exact, too.
        "running_var" => (float)Math.Pow(4, random.Next(-1, 2)),

        // A factor of a channel. Zero would let nothing through.
        "weight" when weight.Shape.Rank == 1 => (random.Next(0, 2) == 0 ? -1 : 1) * random.Next(1, 9) / 8f,

        // A layer norm is not exact: this keeps what is close to zero away from it.
        "bias" when weight.Name == "op.bias" && Case.Op == "layer_norm" => (random.Next(-8, 9) / 8f) + 0.03f,

        // Relevance of one sign more than of the other: flat shares add up to something.
        "weight" when weight.Name == "head.weight" => random.Next(-5, 9) / 8f,
        _ => random.Next(-8, 9) / 8f,
    };
}
