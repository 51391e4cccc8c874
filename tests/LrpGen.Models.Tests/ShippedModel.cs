using System.Reflection;
using LrpGen.Generator;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Runtime;
using LrpGen.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace LrpGen.Models.Tests;

/// <summary>The model that ships, compiled with methods of every kind; with all rows of the last layer, or as users get it.</summary>
internal static class ShippedModel
{
    private const string Compiled =
        "attnlrp; cplrp; epsilon(0.25)+attnlrp; gamma(0.25)+attnlrp; alphabeta(2,1)+cplrp; zplus+attnlrp; gradxinput; gradient; integrated-gradients;"
        + "stabilised: epsilon(0.000001)+attnlrp; eps1: epsilon(0.001)+attnlrp; eps2: epsilon(0.00025)+attnlrp; gamma0: gamma(0)+attnlrp; gamma1: gamma(0.001)+attnlrp; gamma2: gamma(0.00025)+attnlrp;"
        // αβ at one layer only, where a map is affine in β.
        + "beta0: cplrp[*.layer.2.output.dense = zplus]; beta1: cplrp[*.layer.2.output.dense = alphabeta(2,1)]; beta2: cplrp[*.layer.2.output.dense = alphabeta(3,2)];"
        // The stabiliser of this layer takes all that arrives there.
        + "stopped: cplrp[*.layer.2.attention.self.value = epsilon(1e30)]";

    private static readonly Lazy<Type> Reduced = new(() => Compile(allRows: false));
    private static readonly Lazy<Type> Full = new(() => Compile(allRows: true));

    private static readonly Lazy<TextClassifier> LoadedReduced = new(() => Load());
    private static readonly Lazy<TextClassifier> LoadedFull = new(() => Load(allRows: true));

    /// <summary>Methods whose maps are linear in the seed and come from one backward pass, one of each kind.</summary>
    public static TheoryData<string> Methods =>
        ["attnlrp", "cplrp", "epsilon(0.25)+attnlrp", "gamma(0.25)+attnlrp", "alphabeta(2,1)+cplrp", "zplus+attnlrp", "gradxinput", "gradient"];

    /// <summary>The model on one thread, for tests that do not dispose of it.</summary>
    public static TextClassifier Shared => LoadedReduced.Value;

    /// <summary>The same with all rows of its last layer.</summary>
    public static TextClassifier SharedWithAllRows => LoadedFull.Value;

    public static string Folder { get; } = Path.Combine(
        typeof(ShippedModel).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!, "models", "hate-xlmr-mini");

    public static TextClassifier Load(int threads = 1, bool allRows = false, string? folder = null, ITextEncoder? encoder = null, WeightType? storage = null, bool idsOnly = false, CallLimits? limits = null)
    {
        Type type = (allRows ? Full : Reduced).Value;
        MethodInfo load = type.GetMethod("Load", BindingFlags.Public | BindingFlags.Static)!;
        object?[] arguments = [folder ?? Folder, new TextClassifierOptions { Threads = threads, Encoder = encoder, WeightStorage = storage, TokenIdsOnly = idsOnly, Limits = limits ?? CallLimits.Default }];
        return (TextClassifier)load.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    /// <summary>Packs the weights of a folder.</summary>
    public static string Pack(string folder, string? path = null, WeightType storage = WeightType.F32)
        => (string)Reduced.Value.GetMethod("Pack", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [folder, path, storage, WeightChecks.All], null)!;

    /// <summary>Checks all of the weights of a folder.</summary>
    public static void Verify(string folder)
        => Reduced.Value.GetMethod("Verify", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [folder], null);

    /// <summary>Loads the model as <c>EmbedWeights</c> compiles it, from an assembly that holds these files.</summary>
    public static TextClassifier LoadEmbedded(params string[] files) => LoadEmbedded(null, files);

    /// <summary>The same with options.</summary>
    public static TextClassifier LoadEmbedded(TextClassifierOptions? options, params string[] files)
    {
        Type type = Compile(allRows: false, [.. files.Select(f => new ResourceDescription("LrpGen/" + Path.GetFileName(f), () => File.OpenRead(f), isPublic: true))]);
        return (TextClassifier)type.GetMethod("Load", [typeof(TextClassifierOptions)])!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [options], null)!;
    }

    private static Type Compile(bool allRows, params ResourceDescription[] resources)
    {
        string path = Path.Combine(Folder, "config.json");
        ReadResult read = SpecReader.Read(path, File.ReadAllText(path));
        ModelRequest request = new("config.json", "Shipped", "Tests", Compiled, "public", EmbedWeights: resources.Length > 0, path, allRows);
        CompileResult result = Compiler.Compile(request, read.Spec!);
        Assert.Empty(result.Diagnostics.Select(d => d.ToDiagnostic().ToString()));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Shipped" + allRows,
            result.Files.Select(f => CSharpSyntaxTree.ParseText(f.Text, path: f.HintName)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using MemoryStream assembly = new();
        EmitResult emitted = compilation.Emit(assembly, manifestResources: resources);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Take(20)));
        return Assembly.Load(assembly.ToArray()).GetType("Tests.Shipped")!;
    }
}
