namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>What is wrong with a rule's text: an unknown rule, or something else that was found where another was expected.</summary>
internal sealed record RuleProblem(string Found, string Expected, bool IsUnknown = false);

/// <summary>Reads and writes rules: <c>epsilon(0.25, norm_scale)</c>, <c>gamma(0.25, zero_bias)</c>, <c>zbox([-1, 0], [1, 1])</c>.</summary>
internal static class RuleText
{
    private const string StabiliserKey = "stabiliser";

    /// <summary>The flags that every rule with a stabiliser takes.</summary>
    public static EquatableArray<string> Flags { get; } = ["norm_scale", "clip", "zero_bias"];

    /// <summary>The rule, or null and the problem.</summary>
    public static AssignedRule? Parse(string text, out RuleProblem? problem)
    {
        CallText? call = CallText.Parse(text, out string expected);
        if (call is null)
        {
            problem = new RuleProblem($"'{text}'", expected);
            return null;
        }

        if (RuleCatalog.Find(call.Name) is not { } rule)
        {
            problem = new RuleProblem(call.Name, "", IsUnknown: true);
            return null;
        }

        return new Reader(rule).Read(call, out problem);
    }

    /// <summary>The rule as text, with what differs from its defaults.</summary>
    public static string Write(AssignedRule rule)
    {
        RuleInfo info = RuleCatalog.Find(rule.Rule)!;
        RuleParameters values = rule.Parameters;
        List<string> arguments = [];
        foreach (string parameter in info.Parameters)
        {
            switch (NameOf(parameter))
            {
                case "gamma": arguments.Add(NumberText.Write(values.Gamma)); break;
                case "alpha": arguments.Add(NumberText.Write(values.Alpha)); break;
                case "beta": arguments.Add(NumberText.Write(values.Beta)); break;
                case "low": arguments.Add(NumberText.Write(values.Low)); break;
                case "high": arguments.Add(NumberText.Write(values.High)); break;
                case "beta_smooth": arguments.Add(NumberText.Write(values.BetaSmooth)); break;
            }
        }

        if (values.Stabiliser is { } stabiliser)
        {
            bool short_ = info.Parameters.Any(parameter => NameOf(parameter) == "epsilon") && stabiliser.Policy == StabiliserPolicy.SignedAdd;
            if (short_)
                arguments.Add(NumberText.Write(stabiliser.Epsilon));
            else if (stabiliser != info.Stabiliser)
                arguments.Add(StabiliserKey + "=" + Write(stabiliser));
        }

        if (values.ZeroBias)
            arguments.Add("zero_bias");
        return arguments.Count == 0 ? rule.Rule : $"{rule.Rule}({string.Join(", ", arguments)})";
    }

    private static string Write(Stabiliser stabiliser)
    {
        string name = Stabiliser.Names[(int)stabiliser.Policy];
        return stabiliser.HasEpsilon ? name + ":" + NumberText.Write(stabiliser.Epsilon) : name;
    }

    private static string NameOf(string parameter) => parameter.Split('=')[0];

    /// <summary>Puts the arguments of one rule into their places.</summary>
    private sealed class Reader(RuleInfo rule)
    {
        private readonly Dictionary<string, double[]> numbers = new(StringComparer.Ordinal);
        private readonly HashSet<string> flags = new(StringComparer.Ordinal);
        private Stabiliser? stabiliser;

        public AssignedRule? Read(CallText call, out RuleProblem? problem)
        {
            int place = 0;
            foreach (CallArgument argument in call.Arguments)
            {
                problem = ReadArgument(argument, ref place);
                if (problem is not null)
                    return null;
            }

            foreach (string parameter in rule.Parameters)
            {
                string[] parts = parameter.Split('=');
                if (numbers.ContainsKey(parts[0]))
                    continue;
                if (parts.Length == 1)
                {
                    problem = new RuleProblem($"no {parts[0]} in '{rule.Name}'", Form);
                    return null;
                }

                if (parts[0] != "epsilon")
                    numbers.Add(parts[0], [NumberText.Read(parts[1])!.Value]);
            }

            problem = Check();
            return problem is null ? new AssignedRule(rule.Name, Parameters()) : null;
        }

        private string Form
        {
            get
            {
                List<string> parts = [.. rule.Parameters.Select(NameOf)];
                if (rule.Stabiliser is not null)
                    parts.Add(StabiliserKey + "=policy:epsilon, norm_scale, clip");
                if (rule.CanZeroBias)
                    parts.Add("zero_bias");
                return parts.Count == 0 ? $"{rule.Name} without arguments" : $"{rule.Name}({string.Join(", ", parts)})";
            }
        }

        private RuleProblem? ReadArgument(CallArgument argument, ref int place)
        {
            if (argument.Key == StabiliserKey && rule.Stabiliser is not null && stabiliser is null)
            {
                stabiliser = ReadStabiliser(argument.Text);
                return stabiliser is null
                    ? new RuleProblem($"{StabiliserKey}={argument.Text}", $"a policy and its epsilon, such as signed_add:1e-6; policies are {string.Join(", ", Stabiliser.Names)}")
                    : null;
            }

            if (argument.Key is null && IsFlag(argument.Text))
                return flags.Add(argument.Text) ? null : new RuleProblem($"'{argument.Text}' twice", Form);

            string? name = argument.Key ?? (place < rule.Parameters.Length ? NameOf(rule.Parameters[place++]) : null);
            bool known = name is not null && rule.Parameters.Any(parameter => NameOf(parameter) == name) && !numbers.ContainsKey(name);
            if (!known)
                return new RuleProblem($"'{(argument.Key is null ? "" : argument.Key + "=")}{argument.Text}' in '{rule.Name}'", Form);
            bool several = name is "low" or "high";
            double[]? values = several ? NumberText.ReadSeveral(argument.Text) : NumberText.Read(argument.Text) is { } single ? [single] : null;
            if (values is null)
                return new RuleProblem($"'{argument.Text}' for {name}", several ? "a number, or numbers in brackets" : "a number");
            numbers.Add(name!, values);
            return null;
        }

        private bool IsFlag(string word) => word switch
        {
            "zero_bias" => rule.CanZeroBias,
            "norm_scale" or "clip" => rule.Stabiliser is not null,
            _ => false,
        };

        private static Stabiliser? ReadStabiliser(string text)
        {
            string[] parts = text.Split(':');
            int policy = Stabiliser.Names.Items.IndexOf(parts[0].Trim());
            if (policy < 0 || parts.Length > 2)
                return null;
            Stabiliser found = new((StabiliserPolicy)policy, 0);
            if (parts.Length == 1 || !found.HasEpsilon)
                return parts.Length == 1 && !found.HasEpsilon ? found : null;
            return NumberText.Read(parts[1]) is { } epsilon and >= 0 ? found with { Epsilon = epsilon } : null;
        }

        private RuleProblem? Check()
        {
            double Single(string name) => numbers.TryGetValue(name, out double[]? found) ? found[0] : 0;
            if (Single("epsilon") < 0 || Single("gamma") < 0 || Single("beta_smooth") < 0)
                return new RuleProblem($"a number below 0 in '{rule.Name}'", "0 or above");
            bool isAlphaBeta = numbers.ContainsKey("alpha");
            if (isAlphaBeta && (Single("beta") < 0 || Math.Abs(Single("alpha") - Single("beta") - 1) > 1e-9))
                return new RuleProblem($"alpha = {NumberText.Write(Single("alpha"))} and beta = {NumberText.Write(Single("beta"))}", "alpha - beta = 1 and beta at least 0, or relevance would not be conserved");
            bool scaled = flags.Contains("norm_scale") || flags.Contains("clip");
            if (stabiliser is not null && (scaled || numbers.ContainsKey("epsilon")))
                return new RuleProblem($"{StabiliserKey} beside {(scaled ? "norm_scale or clip" : "epsilon")}", "one of the two");
            if (numbers.TryGetValue("low", out double[]? low) && numbers.TryGetValue("high", out double[]? high))
            {
                if (low.Length != high.Length && low.Length != 1 && high.Length != 1)
                    return new RuleProblem($"{low.Length} lower and {high.Length} upper bounds", "as many, or one");
                int count = Math.Max(low.Length, high.Length);
                for (int index = 0; index < count; index++)
                {
                    if (low[low.Length == 1 ? 0 : index] > high[high.Length == 1 ? 0 : index])
                        return new RuleProblem("a lower bound above the upper one", "low <= high");
                }
            }

            return null;
        }

        private RuleParameters Parameters()
        {
            double Single(string name) => numbers.TryGetValue(name, out double[]? found) ? found[0] : 0;
            EquatableArray<double> Several(string name) => numbers.TryGetValue(name, out double[]? found) ? found.ToEquatableArray() : [];
            bool isZPlus = rule.Name == "zplus";
            return new RuleParameters
            {
                Gamma = Single("gamma"),
                Alpha = isZPlus ? 1 : Single("alpha"),
                Beta = Single("beta"),
                Low = Several("low"),
                High = Several("high"),
                BetaSmooth = Single("beta_smooth"),
                Stabiliser = stabiliser ?? Flagged(),
                ZeroBias = flags.Contains("zero_bias"),
            };
        }

        private Stabiliser? Flagged()
        {
            if (rule.Stabiliser is not { } standard)
                return null;
            double epsilon = numbers.TryGetValue("epsilon", out double[]? given) ? given[0] : standard.Epsilon;
            StabiliserPolicy policy = (flags.Contains("norm_scale"), flags.Contains("clip")) switch
            {
                (true, true) => StabiliserPolicy.RmsScaledClip,
                (true, false) => StabiliserPolicy.RmsScaled,
                (false, true) => StabiliserPolicy.SignedClip,
                _ => standard.Policy,
            };
            return new Stabiliser(policy, epsilon);
        }
    }
}
