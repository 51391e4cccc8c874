namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>A composite with its arguments in place, and what is done around it.</summary>
internal sealed record CompositeText(string Kind, string Seed, MethodSettings Settings, EquatableArray<RuleEntry> Entries)
{
    private const string Gradient = "gradient";

    /// <summary>For rules without a composite.</summary>
    public static CompositeText Nothing { get; } = new("relevance", "logit", new MethodSettings(), []);

    /// <summary>The names that can stand there, those of rules of weights aside.</summary>
    public static IEnumerable<string> Known => Composites.All.Select(composite => composite.Name).Concat(Procedure.All.Select(procedure => procedure.Name));

    /// <summary>The names that can stand there.</summary>
    public static IEnumerable<string> All => Known.Concat(RuleCatalog.All.Select(rule => rule.Name).Where(IsRule)).Distinct();

    /// <summary>
    /// Reads <c>epsilon-gamma-box(-1, 1)</c>, <c>smoothgrad(0.1, 5)+epsilon-plus</c> or <c>gamma(0.25)+cplrp</c>: a procedure, a composite
    /// and a rule for all weights, none of them twice; null and the problem otherwise.
    /// </summary>
    public static CompositeText? Parse(string text, RuleTargets targets, out RuleProblem? problem)
    {
        List<CallText> calls = [];
        foreach (string term in CallText.Split(text, '+'))
        {
            if (Call(term.Trim(), out problem) is not { } call)
                return null;
            if (!All.Contains(call.Name))
            {
                problem = new RuleProblem(call.Name, "", IsUnknown: true);
                return null;
            }

            calls.Add(call);
        }

        CallText? procedure = Take(calls, call => Procedure.Find(call.Name) is not null);
        CallText? composite = Take(calls, call => !IsRule(call.Name) && Composites.Find(call.Name) is not null) ?? Take(calls, call => Composites.Find(call.Name) is not null);
        CallText? rule = Take(calls, call => IsRule(call.Name));
        CallText? more = calls.FirstOrDefault() ?? (composite is not null && Composites.Find(composite.Name)!.OnWeights is not null ? rule : null);
        if (more is not null)
        {
            problem = new RuleProblem($"'{more.Name}' beside the others", "one composite, at most one rule for all weights, and one of " + string.Join(", ", Procedure.All.Select(known => known.Name)) + " at most");
            return null;
        }

        CompositeText? inner = Inner(procedure, composite, rule, targets, out problem);
        return inner is null || procedure is null ? inner : Around(inner, procedure, text, composite is not null || rule is not null, targets, out problem);
    }

    // Of weights; the derivative is a composite.
    private static bool IsRule(string name) => name is not (Gradient or "pass") && RuleCatalog.Find(name) is { } rule && rule.Fits(LayerOps.Get("linear"));

    private static CallText? Take(List<CallText> calls, Func<CallText, bool> holds)
    {
        CallText? found = calls.FirstOrDefault(holds);
        if (found is not null)
            calls.Remove(found);
        return found;
    }

    private static CompositeText? Inner(CallText? procedure, CallText? composite, CallText? rule, RuleTargets targets, out RuleProblem? problem)
    {
        if (composite is null && rule is null)
            return Composite(new CallText(procedure is null ? Composites.DefaultOf(targets.HasAttention) : Gradient, []), targets, out problem);
        problem = null;
        CompositeText? inner = composite is null ? Nothing with { Entries = EntriesOf(Composites.BaseOf(targets.HasAttention)) } : Composite(composite, targets, out problem);
        if (inner is null)
            return null;

        if (inner.Kind == Gradient && (rule is not null || (targets.ReadsTokens && composite!.Name != Gradient)))
        {
            problem = new RuleProblem($"'{(rule ?? composite)!.Name}'", rule is not null ? $"'{composite!.Name}' alone: it differentiates every layer" : "a composite that shares relevance out, or 'gradient'");
            return null;
        }

        if (rule is null)
            return inner;
        string written = Written(rule);
        if (RuleText.Parse(written, out problem) is null)
            return null;
        return inner with { Entries = inner.Entries.Concat([new RuleEntry("op:weights", written, default, default)]).ToEquatableArray() };
    }

    private static CompositeText? Around(CompositeText inner, CallText call, string text, bool hasInner, RuleTargets targets, out RuleProblem? problem)
    {
        Procedure procedure = Procedure.Find(call.Name)!;
        if ((hasInner && !procedure.TakesComposite) || (targets.ReadsTokens && (hasInner || !procedure.IsForTokens)))
        {
            problem = new RuleProblem($"'{text}'", hasInner ? $"{procedure.Name} alone" : $"a model over numbers for {procedure.Name}");
            return null;
        }

        if (Bind(call, procedure.Parameters, out problem) is not { } arguments)
            return null;
        Dims input = targets.ReadsTokens ? Dims.Of(1) : targets.Layers[0].InputShapes[0];
        if (procedure.Read(arguments, input, out string bad) is not { } settings)
        {
            problem = new RuleProblem($"{bad} in '{Written(call)}'", $"{procedure.Name}({string.Join(", ", procedure.Parameters)}) that fits the input {input}");
            return null;
        }

        // How many steps a path over words has is said with the call, unless it is said here.
        if (targets.ReadsTokens && call.Arguments.Count == 0)
            settings = settings with { Iterations = 0 };
        return inner with { Kind = procedure.Name, Seed = procedure.Seed ?? inner.Seed, Settings = settings };
    }

    private static CallText? Call(string text, out RuleProblem? problem)
    {
        CallText? call = CallText.Parse(text, out string expected);
        problem = call is null ? new RuleProblem($"'{text}'", expected) : null;
        return call;
    }

    private static CompositeText? Composite(CallText call, RuleTargets targets, out RuleProblem? problem)
    {
        Composite composite = Composites.Find(call.Name)!;
        if (Bind(call, composite.Parameters, out problem) is not { } arguments)
            return null;
        (string Key, string Rule)[] templates = composite.OnWeights is { } rule ? [.. Composites.BaseOf(targets.HasAttention), ("op:weights", rule)]
            : composite.Name == Gradient && targets.ReadsTokens ? Composites.Derivative
            : composite.Entries;
        (string Key, string Rule)[] filled = [.. templates.Select(entry => (entry.Key, arguments.Aggregate(entry.Rule, (text, argument) => text.Replace("{" + argument.Key + "}", argument.Value))))];

        // An argument that is no number would otherwise be reported once for each layer.
        foreach ((string _, string text) in filled)
        {
            if (RuleText.Parse(text, out problem) is null)
                return null;
        }

        return new CompositeText(composite.Kind, composite.Seed, new MethodSettings(), EntriesOf(filled));
    }

    private static EquatableArray<RuleEntry> EntriesOf((string Key, string Rule)[] entries)
        => entries.Select(entry => new RuleEntry(entry.Key, entry.Rule, default, default)).ToEquatableArray();

    private static string Written(CallText call) => call.Arguments.Count == 0
        ? call.Name
        : $"{call.Name}({string.Join(", ", call.Arguments.Select(argument => argument.Key is null ? argument.Text : $"{argument.Key}={argument.Text}"))})";

    /// <summary>Arguments by name, defaults filled in.</summary>
    private static Dictionary<string, string>? Bind(CallText call, string[] parameters, out RuleProblem? problem)
    {
        Dictionary<string, string> bound = new(StringComparer.Ordinal);
        string[] names = [.. parameters.Select(parameter => parameter.Split('=')[0])];
        int place = 0;
        foreach (CallArgument argument in call.Arguments)
        {
            string? name = argument.Key ?? (place < names.Length ? names[place++] : null);
            if (name is null || !names.Contains(name) || bound.ContainsKey(name))
            {
                problem = new RuleProblem($"'{argument.Text}' in '{call.Name}'", Form(call.Name, parameters));
                return null;
            }

            bound.Add(name, argument.Text);
        }

        foreach (string[] parts in parameters.Select(parameter => parameter.Split('=')).Where(parts => !bound.ContainsKey(parts[0])))
        {
            if (parts.Length == 1)
            {
                problem = new RuleProblem($"no {parts[0]} in '{call.Name}'", Form(call.Name, parameters));
                return null;
            }

            bound.Add(parts[0], parts[1]);
        }

        problem = null;
        return bound;
    }

    private static string Form(string name, string[] parameters) =>
        parameters.Length == 0 ? $"{name} without arguments" : $"{name}({string.Join(", ", parameters)})";
}
