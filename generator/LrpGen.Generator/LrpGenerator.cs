using System.Collections.Immutable;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Generator.Requests;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator;

/// <summary>
/// The incremental pipeline. Sources and diagnostics are separate outputs: diagnostics have positions and change with
/// every edit of a description, sources depend on <see cref="Model"/>, which does not. The compilation is never looked at.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class LrpGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ModelItem> items = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => ModelItem.From(pair.Left, pair.Right))
            .Where(static item => item is not null)
            .Select(static (item, _) => item!)
            .WithTrackingName("Items");

        IncrementalValuesProvider<(RequestResult Request, ModelSpec Spec, EquatableArray<DiagnosticInfo> Diagnostics)> read = items
            .Select(static (item, cancellation) =>
            {
                (ModelSpec spec, EquatableArray<DiagnosticInfo> diagnostics) = item.Read(cancellation);
                return (RequestReader.Read(item), spec, diagnostics);
            })
            .WithTrackingName("Read");

        IncrementalValueProvider<ImmutableArray<Model>> models = read
            .SelectMany(static (result, _) => result.Request.Request is { } request
                ? [new Model(request, result.Spec)]
                : Enumerable.Empty<Model>())
            .WithTrackingName("Models")
            .Collect();

        IncrementalValuesProvider<CompileResult> compiled = models
            .SelectMany(static (all, _) => Model.Distinct(all))
            .WithTrackingName("DistinctModels")
            .Select(static (model, cancellation) => GuardedCompiler.Compile(model, cancellation))
            .WithTrackingName("Compile");

        IncrementalValuesProvider<GeneratedFile> files = compiled
            .SelectMany(static (result, _) => result.Files)
            .WithTrackingName("Files");
        context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.HintName, file.Text));

        Report(context, "ReadDiagnostics", read.SelectMany(static (result, _) => result.Request.Diagnostics.Concat(result.Diagnostics)));
        Report(context, "DuplicateDiagnostics", models.SelectMany(static (all, _) => Model.Duplicates(all)));
        Report(context, "CompileDiagnostics", compiled.SelectMany(static (result, _) => result.Diagnostics));
    }

    private static void Report(
        IncrementalGeneratorInitializationContext context,
        string trackingName,
        IncrementalValuesProvider<DiagnosticInfo> diagnostics) =>
        context.RegisterSourceOutput(
            diagnostics.WithTrackingName(trackingName),
            static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
}
