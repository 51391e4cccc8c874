using System.Collections.Immutable;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Requests;

/// <summary>Everything that a model's code depends on. Holds no positions in files.</summary>
internal sealed record Model(ModelRequest Request, ModelSpec Spec)
{
    /// <summary>The first model of every class; file names of generated code do not differ in case, so neither may classes.</summary>
    public static IEnumerable<Model> Distinct(ImmutableArray<Model> models) =>
        models.GroupBy(model => model.Request.FullName, StringComparer.OrdinalIgnoreCase).Select(group => group.First());

    /// <summary>A diagnostic for every other model of a class.</summary>
    public static IEnumerable<DiagnosticInfo> Duplicates(ImmutableArray<Model> models) =>
        from same in models.GroupBy(model => model.Request.FullName, StringComparer.OrdinalIgnoreCase)
        from other in same.Skip(1)
        select DiagnosticInfo.Create(DiagnosticCatalog.DuplicateClass, other.Request.Path, other.Request.FullName, same.First().Request.RelativePath);
}
