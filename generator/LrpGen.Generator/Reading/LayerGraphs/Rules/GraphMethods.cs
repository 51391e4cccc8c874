using System.Text;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Names;

namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>The methods of a layer graph: those of the item's metadata, else those of the file, else the default.</summary>
internal static class GraphMethods
{
    public static EquatableArray<GraphMethodSpec> Read(string path, JsonNode? relevance, string metadata, RuleTargets targets, List<DiagnosticInfo> diagnostics)
    {
        MethodDraft[] drafts = Drafts(path, relevance, metadata, diagnostics);
        List<GraphMethodSpec> methods = [];
        foreach (MethodDraft draft in drafts)
        {
            if (Read(path, draft, targets, diagnostics) is not { } method)
                continue;
            if (methods.FirstOrDefault(other => other.Name == method.Name || other.Identifier == method.Identifier) is { } same)
                diagnostics.Add(DiagnosticInfo.Create(DiagnosticCatalog.DuplicateMethod, path, draft.Span, method.Identifier, same.Name, method.Name));
            else
                methods.Add(method);
        }

        return methods.ToEquatableArray();
    }

    /// <summary>What the methods are called, as far as they can be seen; nothing is reported.</summary>
    public static IEnumerable<MethodName> Names(string path, JsonNode? relevance, string metadata)
        => Drafts(path, relevance, metadata, []).Select(NameOf).Select(name => new MethodName(name, IdentifierOf(name)))
            .GroupBy(method => method.Identifier, StringComparer.Ordinal).Select(same => same.First());

    private static MethodDraft[] Drafts(string path, JsonNode? relevance, string metadata, List<DiagnosticInfo> diagnostics)
    {
        MethodDraft[] ofFile = relevance is null ? [] : [.. RelevanceSection.Read(path, relevance, diagnostics)];
        return !string.IsNullOrWhiteSpace(metadata) ? [.. MethodsMetadata.Read(path, metadata, ofFile, diagnostics)]
            : relevance is not null ? ofFile
            : [new MethodDraft("relevance", null, Composites.Default, default, [], null, default)];
    }

    private static string NameOf(MethodDraft draft) => draft.Name ?? draft.Composite ?? "relevance";

    private static GraphMethodSpec? Read(string path, MethodDraft draft, RuleTargets targets, List<DiagnosticInfo> diagnostics)
    {
        CompositeText? composite = CompositeText.Nothing;
        if (draft.Composite is { } text)
        {
            composite = CompositeText.Parse(text, targets.Layers[0].InputShapes[0], out RuleProblem? problem);
            if (composite is null)
            {
                diagnostics.Add(problem!.IsUnknown
                    ? DiagnosticInfo.Create(DiagnosticCatalog.UnknownMethod, path, draft.CompositeSpan, problem.Found, Hint(problem.Found), string.Join(", ", CompositeText.Known))
                    : DiagnosticInfo.Create(DiagnosticCatalog.BadRuleParameter, path, draft.CompositeSpan, draft.Place, problem.Found, problem.Expected));
                return null;
            }
        }

        EquatableArray<AssignedRule>? rules = new RuleAssigner(path, draft, targets, diagnostics).Assign(composite.Entries);
        if (rules is not { } assigned)
            return null;
        string name = NameOf(draft);
        return new GraphMethodSpec(name, IdentifierOf(name), composite.Kind, assigned, draft.Text, draft.Seed ?? composite.Seed, composite.Settings);
    }

    private static string Hint(string name) =>
        Nearest.Find(name, CompositeText.Known) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    /// <summary><c>epsilon-gamma-box(-1, 1)</c> → <c>EpsilonGammaBoxMinus1_1</c>.</summary>
    private static string IdentifierOf(string name)
    {
        StringBuilder spelled = new();
        for (int index = 0; index < name.Length; index++)
        {
            bool isSign = name[index] == '-' && index + 1 < name.Length && char.IsDigit(name[index + 1]) && (index == 0 || !char.IsLetterOrDigit(name[index - 1]));
            spelled.Append(isSign ? " minus " : name[index].ToString());
        }

        string identifier = Identifiers.Pascal(spelled.ToString(), "Method");
        return ReservedNames.Methods.Contains(identifier) ? identifier + "Method" : identifier;
    }
}
