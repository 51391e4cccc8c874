using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LrpGen.Generator.Requests;

/// <summary>An <c>LrpModel</c> item as the build hands it over: nothing is checked yet; what is not given is empty.</summary>
internal sealed record ModelItem(
    AdditionalText File,
    string ClassName,
    string Namespace,
    string Methods,
    string Visibility,
    string EmbedWeights,
    string AllRows,
    string RootNamespace,
    string ProjectDirectory)
{
    /// <summary>The item, or null for an additional file that is none of ours.</summary>
    public static ModelItem? From(AdditionalText file, AnalyzerConfigOptionsProvider provider)
    {
        AnalyzerConfigOptions options = provider.GetOptions(file);
        string Metadata(string name) =>
            options.TryGetValue("build_metadata.AdditionalFiles." + name, out string? value) ? value.Trim() : "";
        string Property(string name) =>
            provider.GlobalOptions.TryGetValue("build_property." + name, out string? value) ? value.Trim() : "";
        if (Metadata("SourceItemGroup") != "LrpModel")
            return null;
        return new ModelItem(
            file,
            Metadata("ClassName"),
            Metadata("Namespace"),
            // ';' begins a comment in the file in which the build hands metadata over; LrpGen.targets writes '|'.
            Metadata("Methods").Replace('|', ';'),
            Metadata("Visibility"),
            Metadata("EmbedWeights"),
            Metadata("AllRows"),
            Property("RootNamespace"),
            Property("ProjectDir"));
    }

    /// <summary>Reads the description. Where it cannot be read, what the user's code sees of the model is all that is known.</summary>
    public (ModelSpec Spec, EquatableArray<DiagnosticInfo> Diagnostics) Read(CancellationToken cancellation)
    {
        string text = File.GetText(cancellation)?.ToString() ?? "";
        DescriptionResult result = GuardedCompiler.Guard(
            File.Path,
            () => File.GetText(cancellation) is null
                ? new DescriptionResult(null, [DiagnosticInfo.Create(DiagnosticCatalog.FileUnreadable, File.Path, File.Path)])
                : DescriptionReader.Read(File.Path, text, Methods, cancellation),
            diagnostic => new DescriptionResult(null, [diagnostic]));
        return (result.Spec ?? UnreadSpec.Read(File.Path, text, Methods), result.Diagnostics);
    }
}
