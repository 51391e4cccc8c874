using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace LrpGen.Documentation.Tests;

/// <summary>Compiles what a page shows, as the project of a reader would, and runs it.</summary>
internal static class Programs
{
    // The implicit usings of Microsoft.NET.Sdk, and those that Microsoft.NET.Sdk.Web adds.
    private static readonly string[] Usings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly string[] WebUsings =
    [
        "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    // The models are compiled once, and every program refers to them.
    private static readonly Lazy<(Assembly Assembly, MetadataReference Reference)> Models = new(() =>
    {
        byte[] image = Emit(Compilation("Models", OutputKind.DynamicallyLinkedLibrary, ModelFiles.Generate(), []), ModelFiles.Embedded());
        return (Assembly.Load(image), MetadataReference.CreateFromImage(image));
    });

    /// <summary>Whether a program is a web server, which has no end.</summary>
    public static bool IsWeb(CodeBlock block) => block.Text.Contains("WebApplication.", StringComparison.Ordinal);

    /// <summary>The program of a block, compiled with every warning an error.</summary>
    public static Assembly Compile(CodeBlock block)
    {
        string usings = string.Concat((IsWeb(block) ? [.. Usings, .. WebUsings] : Usings).Select(name => $"global using {name};\n"));
        SyntaxTree[] files =
        [
            CSharpSyntaxTree.ParseText(usings, Parse, "Usings.cs"),
            CSharpSyntaxTree.ParseText(block.Text, Parse, block.ToString()),
        ];
        return Assembly.Load(Emit(Compilation($"Program.{block.Line}", OutputKind.ConsoleApplication, files, [Models.Value.Reference])));
    }

    /// <summary>Runs a program in the current folder.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public static async Task<string> RunAsync(Assembly program)
    {
        // Assemblies that are loaded from memory are found by nobody but their loader.
        ResolveEventHandler find = (_, wanted) => new AssemblyName(wanted.Name).Name == "Models" ? Models.Value.Assembly : null;
        AppDomain.CurrentDomain.AssemblyResolve += find;
        TextWriter before = Console.Out;
        using StringWriter output = new();
        Console.SetOut(output);
        try
        {
            MethodInfo main = program.EntryPoint!;
            object? result = main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()], null);
            if (result is Task task)
            {
                await task;
            }

            return output.ToString();
        }
        finally
        {
            Console.SetOut(before);
            AppDomain.CurrentDomain.AssemblyResolve -= find;
        }
    }

    private static CSharpCompilation Compilation(string name, OutputKind kind, IEnumerable<SyntaxTree> files, IEnumerable<MetadataReference> more)
        => CSharpCompilation.Create(
            name, files, [.. References, .. more],
            new CSharpCompilationOptions(kind, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error));

    private static byte[] Emit(CSharpCompilation compilation, IEnumerable<ResourceDescription>? resources = null)
    {
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image, manifestResources: resources);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).Take(20)));
        return image.ToArray();
    }
}
