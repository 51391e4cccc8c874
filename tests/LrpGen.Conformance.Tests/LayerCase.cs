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

    public IEnumerable<JsonProperty> Methods => root.GetProperty("methods").EnumerateObject();

    public JsonElement Method(string name) => root.GetProperty("methods").GetProperty(name);

    private Type Model => Compiled.GetOrAdd(golden.Folder, _ => new Lazy<Type>(Compile)).Value;

    /// <summary>Loads the case's model; the code is compiled once.</summary>
    /// <param name="width">Vector width.</param>
    /// <param name="folder">Where the weights lie, if not with the case.</param>
    public ArrayClassifier Load(VectorWidth width, string? folder = null)
        => (ArrayClassifier)Model.GetMethod("Load", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [folder ?? golden.Folder, 1, width])!;

    /// <summary>Packs the case's weights.</summary>
    public void Pack(string path) => Model.GetMethod("Pack", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [golden.Folder, path]);

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
        LayerGraphResult read = LayerGraphReader.Read(path, LayerMethodTranslator.Graph(golden));
        Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));

        // Methods that are not compiled yet are reported as skipped by the tests of their references.
        LayerGraphSpec spec = read.Spec with { Methods = read.Spec.Methods.Where(m => LayerReferenceTests.GapOf(golden.Name, m.Name) is null).ToEquatableArray() };
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
}
