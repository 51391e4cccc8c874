using System.Globalization;
using System.Reflection;
using LrpGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace LrpGen.Conformance.Tests;

/// <summary>Generated code as an assembly in memory.</summary>
internal static class GeneratedAssembly
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p))];

    /// <summary>Compiles the files with every warning an error, and loads what comes out.</summary>
    public static Assembly Of(string name, IEnumerable<GeneratedFile> files)
    {
        CSharpParseOptions parse = new(LanguageVersion.Preview);
        CSharpCompilation compilation = CSharpCompilation.Create(
            name,
            files.Select(f => CSharpSyntaxTree.ParseText(f.Text, parse, f.HintName)),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, generalDiagnosticOption: ReportDiagnostic.Error));
        using MemoryStream assembly = new();
        EmitResult emitted = compilation.Emit(assembly);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Take(20)));
        return Assembly.Load(assembly.ToArray());
    }

    /// <summary>Calls the static method <c>Load</c> of a generated class.</summary>
    public static T Load<T>(Type model, params object?[] arguments) => (T)Call(model, "Load", arguments)!;

    /// <summary>Calls the static method <c>Pack</c> of a generated class.</summary>
    public static void Pack(Type model, string from, string to) => Call(model, "Pack", from, to);

    // Parameters behind the arguments have their defaults.
    private static object? Call(Type model, string method, params object?[] arguments)
        => model.InvokeMember(method, BindingFlags.InvokeMethod | BindingFlags.OptionalParamBinding | BindingFlags.Public | BindingFlags.Static, null, null, arguments, CultureInfo.InvariantCulture);
}
