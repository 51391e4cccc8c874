using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using LrpGen.Generator;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Runtime;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using GeneratorPolicy = LrpGen.Generator.Reading.LayerGraphs.StabiliserPolicy;
using GeneratorStabiliser = LrpGen.Generator.Reading.LayerGraphs.Stabiliser;

namespace LrpGen.Conformance.Tests;

/// <summary>A golden case of a layer graph: its own rules a layer, as the peer that computed it names them.</summary>
internal sealed class LayerCase
{
    private static readonly ConcurrentDictionary<string, Lazy<Type>> Compiled = new();

    private readonly GoldenCase golden;
    private readonly JsonElement root;

    public LayerCase(GoldenCase golden)
    {
        this.golden = golden;
        root = JsonDocument.Parse(File.ReadAllText(Path.Combine(golden.Folder, "case.json"))).RootElement.Clone();
    }

    public JsonElement Method(string name) => root.GetProperty("methods").GetProperty(name);

    public ArrayClassifier Load(VectorWidth width)
    {
        Type type = Compiled.GetOrAdd(golden.Folder, _ => new Lazy<Type>(Compile)).Value;
        return (ArrayClassifier)type.GetMethod("Load", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [golden.Folder, 1, width])!;
    }

    /// <summary>The samples of the case, one behind the other.</summary>
    public (float[] Values, int Count) Input() => Floats("input");

    /// <summary>A float tensor of the references; its first dimension.</summary>
    public (float[] Values, int Count) Floats(string name)
    {
        using Checkpoint file = Checkpoint.Open(Path.Combine(golden.Folder, "expected.safetensors"));
        WeightTensor tensor = file.Tensors[name];
        float[] values = new float[tensor.Count];
        tensor.Read(0, values);
        return (values, (int)tensor.Shape[0]);
    }

    private Type Compile()
    {
        string path = Path.Combine(golden.Folder, "layers.json");
        LayerGraphResult read = LayerGraphReader.Read(path, File.ReadAllText(path), "gradient");
        Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
        LayerGraphSpec spec = read.Spec with
        {
            Methods = root.GetProperty("methods").EnumerateObject().Select((m, i) => Translate(m.Name, m.Value, read.Spec, i)).ToEquatableArray(),
        };
        CompileResult result = LayerGraphCompiler.Compile(new ModelRequest("layers.json", "GoldenModel", "Golden", "", "public", false, path), spec);
        Assert.Empty(result.Diagnostics.Select(d => d.ToDiagnostic().ToString()));

        CSharpParseOptions parse = new(LanguageVersion.Preview);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Golden." + golden.Name,
            result.Files.Select(f => CSharpSyntaxTree.ParseText(f.Text, parse, f.HintName)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, generalDiagnosticOption: ReportDiagnostic.Error));
        using MemoryStream assembly = new();
        EmitResult emitted = compilation.Emit(assembly);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Take(20)));
        return Assembly.Load(assembly.ToArray()).GetType("Golden.GoldenModel")!;
    }

    private static GraphMethodSpec Translate(string name, JsonElement method, LayerGraphSpec spec, int index)
    {
        JsonElement rules = method.GetProperty("rules");
        string kind = name switch
        {
            "gradient_x_input" => "gradient-x-input",
            "integrated_gradients" => "integrated-gradients",
            _ when name.StartsWith("smoothgrad", StringComparison.Ordinal) => "smoothgrad",
            _ when name.StartsWith("occlusion", StringComparison.Ordinal) => "occlusion",
            _ => method.GetProperty("seed").GetString() == "one_hot" ? "gradient" : "relevance",
        };
        JsonElement parameters = method.TryGetProperty("parameters", out JsonElement p) ? p : default;
        int Number(string key) => parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(key, out JsonElement v) ? v.GetInt32() : 0;
        MethodSettings settings = new()
        {
            Iterations = Number("n_iter"),
            NoiseLevel = kind == "smoothgrad" ? parameters.GetProperty("noise_level").GetDouble() : 0,
            Window = kind == "occlusion" ? Integers(parameters.GetProperty("window")) : [],
            Stride = kind == "occlusion" ? Integers(parameters.GetProperty("stride")) : [],
            Inside = kind == "occlusion" && parameters.GetProperty("invert").GetBoolean(),
        };
        return new GraphMethodSpec(
            name,
            "Method" + index.ToString(System.Globalization.CultureInfo.InvariantCulture),
            kind,
            spec.Layers.Select(l => rules.TryGetProperty(l.Name, out JsonElement rule) ? Rule(rule) : new AssignedRule("gradient", RuleParameters.None)).ToEquatableArray(),
            name,
            method.GetProperty("seed").GetString() == "logit" ? "logit" : "one",
            settings);
    }

    private static EquatableArray<int> Integers(JsonElement array) => array.EnumerateArray().Select(v => v.GetInt32()).ToEquatableArray();

    private static EquatableArray<double> Bounds(JsonElement rule, string key)
        => !rule.TryGetProperty(key, out JsonElement value) ? []
            : value.ValueKind == JsonValueKind.Number ? [value.GetDouble()]
            : Flat(value).ToEquatableArray();

    // A bound a channel is stored with the axes of the data.
    private static IEnumerable<double> Flat(JsonElement value)
        => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Flat) : [value.GetDouble()];

    private static AssignedRule Rule(JsonElement rule)
    {
        string name = rule.GetProperty("rule").GetString()!;
        double Number(string key) => rule.TryGetProperty(key, out JsonElement v) && v.ValueKind == JsonValueKind.Number ? v.GetDouble() : 0;
        GeneratorStabiliser stabiliser = name.StartsWith("captum", StringComparison.Ordinal)
            ? new(GeneratorPolicy.SignedAdd, rule.TryGetProperty("epsilon", out JsonElement own) ? own.GetDouble() : 1e-9)
            : rule.TryGetProperty("epsilon", out JsonElement e) ? Stabiliser(e)
            : rule.TryGetProperty("stabilizer", out JsonElement s) ? Stabiliser(s)
            : new(GeneratorPolicy.SignedAdd, 1e-6);
        bool zeroBias = rule.TryGetProperty("zero_params", out _) || (rule.TryGetProperty("set_bias_to_zero", out JsonElement z) && z.GetBoolean());
        return new AssignedRule(name, new RuleParameters
        {
            Gamma = Number("gamma"),
            Alpha = Number("alpha"),
            Beta = Number("beta"),
            Low = Bounds(rule, "low"),
            High = Bounds(rule, "high"),
            BetaSmooth = Number("beta_smooth"),
            Stabiliser = stabiliser,
            ZeroBias = zeroBias,
        });
    }

    private static GeneratorStabiliser Stabiliser(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            return new(GeneratorPolicy.SignedAdd, value.GetDouble());
        }

        bool scaled = value.TryGetProperty("norm_scale", out JsonElement n) && n.GetBoolean();
        bool clipped = value.TryGetProperty("clip", out JsonElement c) && c.GetBoolean();
        GeneratorPolicy policy = (scaled, clipped) switch
        {
            (true, true) => GeneratorPolicy.RmsScaledClip,
            (true, false) => GeneratorPolicy.RmsScaled,
            (false, true) => GeneratorPolicy.SignedClip,
            _ => GeneratorPolicy.SignedAdd,
        };
        return new(policy, value.GetProperty("epsilon").GetDouble());
    }
}
