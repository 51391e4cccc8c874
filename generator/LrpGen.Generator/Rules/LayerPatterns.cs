using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Rules;

/// <summary>Whether the layer patterns of a method mean dense layers of the model (LRP0303, LRP0304).</summary>
internal static class LayerPatterns
{
    public static EquatableArray<DiagnosticInfo> Check(ModelRequest request, EquatableArray<Method> methods, Graph graph)
    {
        List<string> dense = [.. graph.Operators.OfType<LinearOperator>().SelectMany(l => l.Parts).Select(p => p.Module)];
        return methods
            .SelectMany(method => method.Pass.Layers.Where(layer => !dense.Any(layer.Fits)).Select(layer => Complain(request, method, layer, graph, dense)))
            .ToEquatableArray();
    }

    private static DiagnosticInfo Complain(ModelRequest request, Method method, LayerRule layer, Graph graph, List<string> dense)
        => graph.Operators.FirstOrDefault(o => o is not LinearOperator && o.Modules.Length > 0 && layer.Fits(o.Modules)) is { } other
            ? DiagnosticInfo.Create(
                DiagnosticCatalog.RuleDoesNotFit, request.Path, method.Name, layer.Rule.Text, other.Modules, other.Kind, "rules for it are " + RulesFor(other))
            : DiagnosticInfo.Create(
                DiagnosticCatalog.PatternMatchesNothing, request.Path, layer.Pattern, method.Name, string.Join(", ", dense.Take(3)));

    private static string RulesFor(Operator other) => other is AttentionOperator
        ? "attnlrp and cplrp, given for all layers at once, as in 'epsilon(0.25)+cplrp'"
        : "none but its own; patterns choose dense layers";
}
