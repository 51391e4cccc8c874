using System.Reflection;
using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Generator;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>A random network as generated code, and in double precision.</summary>
internal sealed class CompiledNetwork : IDisposable
{
    private const string Namespace = "RandomNetworks";

    private readonly Type type;
    private readonly string weights;

    private CompiledNetwork(RandomNetwork network, LayerGraphSpec spec, Type type)
    {
        Network = network;
        Spec = spec;
        this.type = type;
        weights = Path.Combine(Path.GetTempPath(), $"lrpgen-{Guid.NewGuid():N}.safetensors");
        Dictionary<string, double[]> values = [];
        SafetensorsWriter writer = new();
        foreach (LayerWeight weight in spec.Layers.SelectMany(l => l.Weights))
        {
            float[] drawn = network.Weight(weight);
            values.Add(weight.Name, [.. drawn.Select(v => (double)v)]);
            _ = writer.Add(weight.Name, WeightType.F32, [.. weight.Shape.Sizes.Select(s => (long)s)], drawn);
        }

        writer.Write(weights);
        Reference = new Network(network.Description, name => values.GetValueOrDefault(name));
    }

    public RandomNetwork Network { get; }

    /// <summary>What the reader made of the description.</summary>
    public LayerGraphSpec Spec { get; }

    public Network Reference { get; }

    /// <summary>Compiles networks, all in one assembly.</summary>
    /// <returns>For each the compiled one, or why it is refused.</returns>
    public static (RandomNetwork Network, CompiledNetwork? Compiled, string Refusal)[] Compile(IReadOnlyList<RandomNetwork> networks)
    {
        (RandomNetwork Network, LayerGraphSpec? Spec, string Refusal)[] read = [.. networks.Select(Read)];
        List<GeneratedFile> files = [];
        foreach ((RandomNetwork network, LayerGraphSpec? spec, _) in read.Where(r => r.Spec is not null))
        {
            CompileResult result = Compiler.Compile(new ModelRequest(network.ClassName + ".lrp.json", network.ClassName, Namespace, "", "public", false, network.ClassName), spec!);
            Assert.Empty(result.Diagnostics.Select(d => d.ToDiagnostic().ToString()));
            files.AddRange(result.Files);
        }

        Assembly? assembly = files.Count == 0 ? null : GeneratedAssembly.Of(Namespace, files);
        return [.. read.Select(r => (r.Network, r.Spec is null ? null : new CompiledNetwork(r.Network, r.Spec, assembly!.GetType($"{Namespace}.{r.Network.ClassName}", throwOnError: true)!), r.Refusal))];
    }

    /// <summary>The rule of a layer in a method, as the reader assigned it.</summary>
    public Func<string, Rule?> RulesOf(int method)
    {
        RandomMethod drawn = Network.Methods[method];
        Dictionary<string, Rule> assigned = Spec.Layers.Zip(Spec.Methods[method].Rules, (l, r) => (l.Name, Rule: Of(r))).ToDictionary(p => p.Name, p => p.Rule);

        // What was drawn layer by layer is not read back: a rule that is lost on the way would be lost in both.
        return layer => drawn.Rules.TryGetValue(layer, out Rule? own) ? own : assigned[layer];
    }

    public ArrayClassifier Load(VectorWidth width, int threads = 1) => GeneratedAssembly.Load<ArrayClassifier>(type, weights, new ArrayClassifierOptions { Threads = threads, Width = width });

    public void Dispose() => File.Delete(weights);

    private static (RandomNetwork, LayerGraphSpec?, string) Read(RandomNetwork network)
    {
        LayerGraphResult read = LayerGraphReader.Read(network.ClassName + ".lrp.json", network.Description);
        return (network, read.Spec, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
    }

    private static Rule Of(AssignedRule rule)
    {
        RuleParameters p = rule.Parameters;
        return new Rule(rule.Rule)
        {
            Gamma = p.Gamma,
            Alpha = p.Alpha,
            Beta = p.Beta,
            BetaSmooth = p.BetaSmooth,
            Low = [.. p.Low],
            High = [.. p.High],
            Denominator = p.Stabiliser is { } s ? new Denominator(Generator.Reading.LayerGraphs.Stabiliser.Names[(int)s.Policy], s.Epsilon) : new Denominator("none"),
            ZeroBias = p.ZeroBias,
        };
    }
}
