using System.Collections.Immutable;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Requests;

/// <summary>Everything that a model's code depends on. Holds no positions in files.</summary>
internal sealed record Model(ModelRequest Request, ModelSpec Spec)
{
    /// <summary>The models whose classes can stand beside those before them.</summary>
    public static IEnumerable<Model> Distinct(ImmutableArray<Model> models) => Sort(models).Kept;

    /// <summary>A diagnostic for every other one.</summary>
    public static IEnumerable<DiagnosticInfo> Duplicates(ImmutableArray<Model> models) => Sort(models).Duplicates;

    private static (List<Model> Kept, List<DiagnosticInfo> Duplicates) Sort(ImmutableArray<Model> models)
    {
        List<Model> kept = [];
        List<DiagnosticInfo> duplicates = [];
        foreach (Model model in models)
        {
            if (kept.FirstOrDefault(model.Clashes) is not { } first)
                kept.Add(model);
            else
                duplicates.Add(DiagnosticInfo.Create(DiagnosticCatalog.DuplicateClass, model.Request.Path, model.NameIn(first), first.Request.RelativePath));
        }

        return (kept, duplicates);
    }

    // The name that is taken: the other model's where this one's lies within it, or around it.
    private string NameIn(Model other)
        => string.Equals(Request.FullName, other.Request.FullName, StringComparison.OrdinalIgnoreCase) ? Request.FullName : other.Request.FullName;

    // Names of files do not differ in case, so neither may classes; and a class is no namespace.
    private bool Clashes(Model other)
    {
        string a = Request.FullName + ".";
        string b = other.Request.FullName + ".";
        return a.StartsWith(b, StringComparison.OrdinalIgnoreCase) || b.StartsWith(a, StringComparison.OrdinalIgnoreCase);
    }
}
