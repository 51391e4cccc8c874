using System.Text;
using System.Text.RegularExpressions;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Names;

namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>The methods of a layer graph: those of the item's metadata, else those of the file, else the default.</summary>
internal static class GraphMethods
{
    // Words that are written with capitals within.
    private static readonly Dictionary<string, string> Spellings = new(StringComparer.Ordinal)
    {
        ["attnlrp"] = "AttnLrp",
        ["cplrp"] = "CpLrp",
        ["zplus"] = "ZPlus",
        ["alphabeta"] = "AlphaBeta",
        ["gradxinput"] = "GradientTimesInput",
    };

    public static EquatableArray<GraphMethodSpec> Read(string path, JsonNode? relevance, string metadata, RuleTargets targets, List<DiagnosticInfo> diagnostics)
    {
        MethodDraft[] drafts = Drafts(path, relevance, metadata, targets.HasAttention, diagnostics);
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
    public static IEnumerable<MethodName> Names(string path, JsonNode? relevance, string metadata, bool hasAttention)
        => Drafts(path, relevance, metadata, hasAttention, []).Select(NameOf).Select(name => new MethodName(name, IdentifierOf(name)))
            .GroupBy(method => method.Identifier, StringComparer.Ordinal).Select(same => same.First());

    private static MethodDraft[] Drafts(string path, JsonNode? relevance, string metadata, bool hasAttention, List<DiagnosticInfo> diagnostics)
    {
        MethodDraft[] ofFile = relevance is null ? [] : [.. RelevanceSection.Read(path, relevance, diagnostics)];
        return !string.IsNullOrWhiteSpace(metadata) ? [.. MethodsMetadata.Read(path, metadata, ofFile, diagnostics)]
            : relevance is not null ? ofFile
            : [new MethodDraft("relevance", null, Composites.DefaultOf(hasAttention), default, [], null, default)];
    }

    private static string NameOf(MethodDraft draft) => draft.Name ?? draft.Composite ?? "relevance";

    private static GraphMethodSpec? Read(string path, MethodDraft draft, RuleTargets targets, List<DiagnosticInfo> diagnostics)
    {
        CompositeText? composite = CompositeText.Nothing;
        if (draft.Composite is { } text)
        {
            composite = CompositeText.Parse(text, targets, out RuleProblem? problem);
            if (composite is null)
            {
                diagnostics.Add(problem!.IsUnknown
                    ? DiagnosticInfo.Create(DiagnosticCatalog.UnknownMethod, path, draft.CompositeSpan, problem.Found, Hint(problem.Found), string.Join(", ", CompositeText.All))
                    : DiagnosticInfo.Create(DiagnosticCatalog.BadRuleParameter, path, draft.CompositeSpan, draft.Place, problem.Found, problem.Expected));
                return null;
            }
        }

        if (targets.ReadsTokens && composite.Seed == "one" && draft.Entries.Count > 0)
        {
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticCatalog.BadRuleParameter, path, draft.CompositeSpan, draft.Place, "rules in brackets", $"'{draft.Composite}' alone: it differentiates every layer"));
            return null;
        }

        EquatableArray<AssignedRule>? rules = new RuleAssigner(path, draft, targets, diagnostics).Assign(composite.Entries);
        if (rules is not { } assigned)
            return null;
        string name = NameOf(draft);
        return new GraphMethodSpec(name, IdentifierOf(name), composite.Kind, assigned, draft.Text, draft.Seed ?? composite.Seed, composite.Settings);
    }

    private static string Hint(string name) =>
        Nearest.Find(name, CompositeText.All) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    /// <summary><c>epsilon-gamma-box(-1, 1)</c> → <c>EpsilonGammaBoxMinus1_1</c>, <c>gamma(0.25)+cplrp</c> → <c>Gamma0_25CpLrp</c>.</summary>
    private static string IdentifierOf(string name)
    {
        name = Regex.Replace(name, "[a-z0-9]+", word => Spellings.TryGetValue(word.Value, out string? spelled) ? spelled : word.Value);
        StringBuilder text = new();
        for (int index = 0; index < name.Length; index++)
        {
            bool isSign = name[index] == '-' && index + 1 < name.Length && char.IsDigit(name[index + 1]) && (index == 0 || !char.IsLetterOrDigit(name[index - 1]));
            text.Append(isSign ? " minus " : name[index].ToString());
        }

        string identifier = Identifiers.Pascal(text.ToString(), "Method");
        return ReservedNames.Methods.Contains(identifier) ? identifier + "Method" : identifier;
    }
}
