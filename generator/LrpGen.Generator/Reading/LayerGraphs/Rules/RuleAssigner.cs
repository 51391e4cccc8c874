using LrpGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>Gives every layer its rule: the composite's entries first, then the user's; later ones win.</summary>
internal sealed class RuleAssigner(string path, MethodDraft draft, RuleTargets targets, List<DiagnosticInfo> diagnostics)
{
    private readonly AssignedRule?[] rules = new AssignedRule?[targets.Layers.Count];

    /// <summary>The entry of the user that a layer's rule comes from.</summary>
    private readonly RuleEntry?[] sources = new RuleEntry?[targets.Layers.Count];

    private bool failed;

    /// <summary>One rule a layer, or null where something is wrong, and then it is reported.</summary>
    public EquatableArray<AssignedRule>? Assign(EquatableArray<RuleEntry> composite)
    {
        foreach (RuleEntry entry in composite)
            AssignPreset(entry);
        List<RuleEntry> used = [.. draft.Entries.Where(AssignEntry)];
        HashSet<RuleEntry?> effective = [.. sources];
        foreach (RuleEntry hidden in used.Where(entry => !effective.Contains(entry)))
            Report(DiagnosticCatalog.EntryWithoutEffect, hidden.KeySpan, PlaceOf(hidden));
        if (!failed)
            ReportMissing();
        return failed ? null : rules.Select(rule => rule!).ToEquatableArray();
    }

    private void AssignPreset(RuleEntry entry)
    {
        AssignedRule rule = RuleText.Parse(entry.Rule, out _)!;
        foreach (int layer in Selectors.Find(entry.Key, targets).Layers)
        {
            if (WhyNot(rule, layer, isExact: false) is null)
                rules[layer] = RuleCatalog.Canonical(rule, targets.Ops[layer]);
            else if (rule.Parameters.Low.Count > 0)
                Misfit(new RuleEntry("composite", entry.Rule, draft.CompositeSpan, draft.CompositeSpan), rule, layer);
        }
    }

    /// <summary>Whether the entry gave a rule to a layer.</summary>
    private bool AssignEntry(RuleEntry entry)
    {
        if (RuleText.Parse(entry.Rule, out RuleProblem? problem) is not { } rule)
        {
            Report(problem!, entry);
            return false;
        }

        Selection selection = Selectors.Find(entry.Key, targets);
        if (selection.IsAmbiguous)
        {
            Report(DiagnosticCatalog.AmbiguousEntry, entry.KeySpan, PlaceOf(entry), entry.Key);
            return false;
        }

        if (selection.Layers.IsEmpty)
        {
            // A glob is no slip of the keyboard, and an operator that this model does not have is spelled right.
            string? nearest = entry.Key.Contains('*') ? null : Nearest.Find(entry.Key, Selectors.Known(targets));
            string near = nearest is not null && nearest != entry.Key
                ? $"'{nearest}'; did you mean that?"
                : ConfigReader.Quote(targets.Layers.Select(layer => layer.Name).Take(3));
            Report(DiagnosticCatalog.PatternMatchesNothing, entry.KeySpan, entry.Key, draft.Name ?? draft.Composite ?? draft.Place, near);
            return false;
        }

        bool isExact = selection.IsExact;
        EquatableArray<int> fitting = selection.Layers.Where(layer => WhyNot(rule, layer, isExact) is null).ToEquatableArray();
        // A glob means the layers for which the rule is; a name or an operator means just that.
        if (fitting.IsEmpty || (isExact && fitting.Count < selection.Layers.Count))
        {
            Misfit(entry, rule, selection.Layers.First(layer => WhyNot(rule, layer, isExact) is not null));
            return false;
        }

        foreach (int layer in fitting)
        {
            rules[layer] = RuleCatalog.Canonical(rule, targets.Ops[layer]);
            sources[layer] = entry;
        }

        return true;
    }

    /// <summary>Why a rule is not for a layer; null when it is.</summary>
    private string? WhyNot(AssignedRule rule, int index, bool isExact)
    {
        LayerOp op = targets.Ops[index];
        LayerSpec layer = targets.Layers[index];
        RuleInfo info = RuleCatalog.Find(rule.Rule)!;
        if (!info.Fits(op))
            return $"rules for it are {string.Join(", ", RulesOf(op, layer).DefaultIfEmpty("none"))}";
        if (rule.Rule == "folded")
            return targets.WhyNotFolded(index);
        if (rule.Rule == "pass" && op.IsWeighted)
        {
            return !isExact ? "a glob or a group gives 'pass' to layers without weights only"
                : layer.OutputShape == layer.InputShapes[0] ? null
                : $"its input {layer.InputShapes[0]} and its output {layer.OutputShape} differ in shape; rules for it are {string.Join(", ", RulesOf(op, layer))}";
        }

        int bounds = Math.Max(rule.Parameters.Low.Count, rule.Parameters.High.Count);
        int channels = layer.InputShapes[0].Channels;
        return bounds > 1 && bounds != channels ? $"found {ConfigReader.Text(bounds)} bounds, needed one or {ConfigReader.Text(channels)}, one for each channel of its input {layer.InputShapes[0]}" : null;
    }

    private static IEnumerable<string> RulesOf(LayerOp op, LayerSpec layer) => RuleCatalog.RulesFor(op)
        .Where(rule => rule != "pass" || !op.IsWeighted || layer.OutputShape == layer.InputShapes[0]);

    private void Misfit(RuleEntry entry, AssignedRule rule, int index)
    {
        LayerSpec layer = targets.Layers[index];
        string why = WhyNot(rule, index, isExact: true) ?? WhyNot(rule, index, isExact: false)!;
        if (rule.Rule == "folded" && layer.Op == "batch_norm")
            Report(DiagnosticCatalog.CannotFold, entry.RuleSpan, PlaceOf(entry), layer.Name, why);
        else
            Report(DiagnosticCatalog.RuleDoesNotFit, entry.RuleSpan, PlaceOf(entry), rule.Rule, layer.Name, layer.Op, why);
    }

    private void ReportMissing()
    {
        for (int index = 0; index < rules.Length; index++)
        {
            LayerOp op = targets.Ops[index];
            if (op.Group is OpGroup.Structure or OpGroup.Embedding)
                rules[index] ??= new AssignedRule("pass", RuleParameters.None);
            if (rules[index] is null)
                Report(DiagnosticCatalog.NoRule, draft.Span, draft.Place, targets.Layers[index].Name, op.Name, Suggestion(op.Group));
        }
    }

    private static string Suggestion(OpGroup group) => group switch
    {
        OpGroup.Linear or OpGroup.Affine or OpGroup.Norm => "epsilon(1e-6)",
        OpGroup.Convolution => "gamma(0.25)",
        OpGroup.Activation => "pass",
        OpGroup.MaxPool => "winner",
        OpGroup.Product => "half",
        OpGroup.Softmax => "skip",
        OpGroup.Attention => "attnlrp",
        _ => "norm",
    };

    private void Report(RuleProblem problem, RuleEntry entry)
    {
        if (!problem.IsUnknown)
        {
            Report(DiagnosticCatalog.BadRuleParameter, entry.RuleSpan, PlaceOf(entry), problem.Found, problem.Expected);
            return;
        }

        string[] known = [.. RuleCatalog.All.Select(rule => rule.Name)];
        string hint = Nearest.Find(problem.Found, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";
        Report(DiagnosticCatalog.UnknownMethod, entry.RuleSpan, problem.Found, hint, string.Join(", ", known));
    }

    private string PlaceOf(RuleEntry entry) => $"{draft.Place} › {entry.Key}";

    private void Report(DiagnosticDescriptor descriptor, SourceSpan span, params string[] arguments)
    {
        failed |= descriptor.DefaultSeverity == DiagnosticSeverity.Error;
        diagnostics.Add(DiagnosticInfo.Create(descriptor, path, span, arguments));
    }
}
