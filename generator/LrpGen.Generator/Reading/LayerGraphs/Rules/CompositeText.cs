namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>A composite with its arguments in place, and what is done around it.</summary>
internal sealed record CompositeText(string Kind, string Seed, MethodSettings Settings, EquatableArray<RuleEntry> Entries)
{
    /// <summary>For rules without a composite.</summary>
    public static CompositeText Nothing { get; } = new("relevance", "logit", new MethodSettings(), []);

    /// <summary>The names that can stand there.</summary>
    public static IEnumerable<string> Known => Composites.All.Select(composite => composite.Name).Concat(Procedure.All.Select(procedure => procedure.Name));

    /// <summary>Reads <c>epsilon-gamma-box(-1, 1)</c> or <c>smoothgrad(0.1, 5)+epsilon-plus</c>; null and the problem otherwise.</summary>
    public static CompositeText? Parse(string text, Dims input, out RuleProblem? problem)
    {
        string[] terms = [.. CallText.Split(text, '+').Select(term => term.Trim())];
        if (Call(terms[0], out problem) is not { } first)
            return null;
        if (Procedure.Find(first.Name) is not { } procedure)
        {
            if (terms.Length == 1)
                return Composite(first, out problem);
            problem = new RuleProblem($"'+' behind '{first.Name}'", $"one composite, or one of {string.Join(", ", Procedure.All.Select(known => known.Name))} before the '+'");
            return null;
        }

        if (terms.Length > 2 || (terms.Length == 2 && !procedure.TakesComposite))
        {
            problem = new RuleProblem($"'{text}'", procedure.TakesComposite ? $"{procedure.Name} and one composite" : $"{procedure.Name} alone");
            return null;
        }

        if (Bind(first, procedure.Parameters, out problem) is not { } arguments)
            return null;
        if (procedure.Read(arguments, input, out string bad) is not { } settings)
        {
            problem = new RuleProblem($"{bad} in '{terms[0]}'", $"{procedure.Name}({string.Join(", ", procedure.Parameters)}) that fits the input {input}");
            return null;
        }

        CallText? second = Call(terms.Length == 2 ? terms[1] : "gradient", out problem);
        CompositeText? inner = second is null ? null : Composite(second, out problem);
        return inner is null ? null : inner with { Kind = procedure.Name, Seed = procedure.Seed ?? inner.Seed, Settings = settings };
    }

    private static CallText? Call(string text, out RuleProblem? problem)
    {
        CallText? call = CallText.Parse(text, out string expected);
        problem = call is null ? new RuleProblem($"'{text}'", expected) : null;
        return call;
    }

    private static CompositeText? Composite(CallText call, out RuleProblem? problem)
    {
        if (Composites.Find(call.Name) is not { } composite)
        {
            problem = new RuleProblem(call.Name, "", IsUnknown: true);
            return null;
        }

        if (Bind(call, composite.Parameters, out problem) is not { } arguments)
            return null;
        List<RuleEntry> entries = [];
        foreach ((string key, string template) in composite.Entries)
        {
            string rule = arguments.Aggregate(template, (text, argument) => text.Replace("{" + argument.Key + "}", argument.Value));
            // An argument that is no number would otherwise be reported once for each layer.
            if (RuleText.Parse(rule, out problem) is null)
                return null;
            entries.Add(new RuleEntry(key, rule, default, default));
        }

        return new CompositeText(composite.Kind, composite.Seed, new MethodSettings(), entries.ToEquatableArray());
    }

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
