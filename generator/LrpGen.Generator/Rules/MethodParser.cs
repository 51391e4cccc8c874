using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using LrpGen.Generator.Names;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Rules;

/// <summary>What is wrong with the methods of a model.</summary>
internal enum MethodProblem
{
    /// <summary>No such method or rule.</summary>
    UnknownMethod,

    /// <summary>A parameter that is missing, not a number or out of range; rules that do not go together.</summary>
    BadParameter,

    /// <summary>Two methods with one name.</summary>
    DuplicateName,
}

/// <summary>A problem and the arguments of its diagnostic.</summary>
internal sealed record MethodError(MethodProblem Problem, EquatableArray<string> Arguments)
{
    public static MethodError Unknown(string name)
    {
        string hint = Nearest.Find(name, MethodParser.Words) is { } meant ? $"; did you mean '{meant}'?" : string.Empty;
        return new(MethodProblem.UnknownMethod, [name, hint, MethodParser.KnownNames]);
    }

    public static MethodError Parameter(string method, string found, string expected)
        => new(MethodProblem.BadParameter, [method, found, expected]);

    public static MethodError Duplicate(string identifier, string first, string second)
        => new(MethodProblem.DuplicateName, [identifier, first, second]);
}

/// <summary>
/// Reads the methods of a model: <c>attnlrp; epsilon(0.25)+cplrp; mine: gamma(0.05)+attnlrp[*.query = epsilon(0.01)]</c>.
/// </summary>
/// <remarks>
/// A method is an attention rule (attnlrp, cplrp), a rule for dense layers (lrp0, epsilon(ε), gamma(γ), alphabeta(α,β),
/// zplus), both joined by +, or one of gradient, gradxinput, integrated-gradients. Rules for the layers that fit a pattern
/// follow in brackets, and a name may stand before a colon.
/// </remarks>
internal static class MethodParser
{
    private const string GradientPass = "Gradient";

    public const string KnownNames =
        "attnlrp, cplrp, lrp0, epsilon(ε), gamma(γ), alphabeta(α,β), zplus, gradxinput, gradient, integrated-gradients";

    /// <summary>The same without parameters.</summary>
    public static readonly string[] Words =
        ["attnlrp", "cplrp", "lrp0", "epsilon", "gamma", "alphabeta", "zplus", "gradxinput", "gradient", "integrated-gradients"];

    public static (EquatableArray<Method> Methods, EquatableArray<MethodError> Errors) Parse(string text)
    {
        ImmutableArray<Method>.Builder methods = ImmutableArray.CreateBuilder<Method>();
        ImmutableArray<MethodError>.Builder errors = ImmutableArray.CreateBuilder<MethodError>();
        foreach (string part in Split(text, ';').Select(p => p.Trim()).Where(p => p.Length > 0))
        {
            if (ParseMethod(part, errors) is not { } method)
            {
                continue;
            }

            if (methods.FirstOrDefault(m => m.Name == method.Name || m.Identifier == method.Identifier) is { } other)
            {
                errors.Add(MethodError.Duplicate(method.Identifier, other.Name, part));
                continue;
            }

            // A pass that was there before is used again; the name of its first method stays.
            EncoderPass pass = methods.Select(m => m.Pass).FirstOrDefault(p => p.DoesTheSameAs(method.Pass)) ?? method.Pass;
            methods.Add(method with { Pass = pass });
        }

        return (methods.ToImmutable(), errors.ToImmutable());
    }

    private static Method? ParseMethod(string text, ImmutableArray<MethodError>.Builder errors)
    {
        string body = text;
        string? name = null;
        string before = Split(text, ':').First();
        if (before.Length < text.Length)
        {
            name = before.Trim();
            body = text.Substring(before.Length + 1).Trim();
            if (name.Length == 0)
            {
                errors.Add(MethodError.Parameter(text, "no name before ':'", "a name, as in 'mine: attnlrp'"));
                return null;
            }
        }

        EquatableArray<LayerRule> layers = [];
        int bracket = body.IndexOf('[');
        if (bracket >= 0)
        {
            if (!body.EndsWith("]", StringComparison.Ordinal))
            {
                errors.Add(MethodError.Parameter(text, $"'{body}'", "a ']' behind the rules in brackets"));
                return null;
            }

            if (ParseLayers(text, body.Substring(bracket + 1, body.Length - bracket - 2), errors) is not { } parsed)
            {
                return null;
            }

            layers = parsed;
            body = body.Substring(0, bracket).Trim();
        }

        AttentionRule? attention = null;
        LinearRule? linear = null;
        string? gradient = null;
        foreach (string term in Split(body, '+').Select(t => t.Trim()))
        {
            bool isTwice;
            if (AttentionNamed(term) is { } rule)
            {
                isTwice = attention is not null;
                attention = rule;
            }
            else if (term is "gradient" or "gradxinput" or "integrated-gradients")
            {
                isTwice = gradient is not null;
                gradient = term;
            }
            else if (ParseLinear(text, term, errors) is { } linearRule)
            {
                isTwice = linear is not null;
                linear = linearRule;
            }
            else
            {
                return null;
            }

            if (isTwice)
            {
                errors.Add(MethodError.Parameter(text, $"'{term}' as the second rule of its kind", "one rule for attention and one for dense layers"));
                return null;
            }
        }

        if (gradient is not null && (attention is not null || linear is not null || layers.Count > 0))
        {
            errors.Add(MethodError.Parameter(text, $"rules beside '{gradient}'", $"'{gradient}' alone: it is the derivative everywhere"));
            return null;
        }

        string full = name ?? text;
        string identifier = Identifier(full);

        // The gradient family shares a pass of that name.
        if (ReservedNames.Methods.Contains(identifier) || (identifier == GradientPass && gradient is null))
        {
            identifier += "Method";
        }

        EncoderPass pass = gradient is not null
            ? new EncoderPass(GradientPass, AttentionRule.Gradient, new ZeroRule(), [])
            : new EncoderPass(identifier, attention ?? AttentionRule.AttnLrp, linear ?? new ZeroRule(), layers);
        string reading = gradient switch { "gradient" => "Gradient", "integrated-gradients" => "IntegratedGradients", _ => "Relevance" };
        return new Method(full, identifier, reading, pass);
    }

    private static EquatableArray<LayerRule>? ParseLayers(string method, string text, ImmutableArray<MethodError>.Builder errors)
    {
        ImmutableArray<LayerRule>.Builder layers = ImmutableArray.CreateBuilder<LayerRule>();
        foreach (string entry in Split(text, ',').Select(e => e.Trim()))
        {
            int equals = entry.IndexOf('=');
            if (equals <= 0)
            {
                errors.Add(MethodError.Parameter(method, $"'{entry}'", "'layer pattern = rule'"));
                return null;
            }

            string term = entry.Substring(equals + 1).Trim();
            if (term is "attnlrp" or "cplrp" or "gradient" or "gradxinput" or "integrated-gradients")
            {
                errors.Add(MethodError.Parameter(
                    method, $"'{term}' for a layer pattern", "a rule for dense layers: lrp0, epsilon(ε), gamma(γ), alphabeta(α,β), zplus"));
                return null;
            }

            if (ParseLinear(method, term, errors) is not { } rule)
            {
                return null;
            }

            layers.Add(new LayerRule(entry.Substring(0, equals).Trim(), rule));
        }

        return layers.ToImmutable();
    }

    private static AttentionRule? AttentionNamed(string term) => term switch
    {
        "attnlrp" => AttentionRule.AttnLrp,
        "cplrp" => AttentionRule.CpLrp,
        _ => null,
    };

    private static LinearRule? ParseLinear(string method, string term, ImmutableArray<MethodError>.Builder errors)
    {
        int open = term.IndexOf('(');
        string name = open < 0 ? term : term.Substring(0, open).Trim();
        double[]? parameters = [];
        if (open >= 0)
        {
            parameters = term.EndsWith(")", StringComparison.Ordinal) ? Numbers(term.Substring(open + 1, term.Length - open - 2)) : null;
            if (parameters is null)
            {
                errors.Add(MethodError.Parameter(method, $"'{term}'", "numbers in parentheses"));
                return null;
            }
        }

        LinearRule? rule = (name, parameters.Length) switch
        {
            ("lrp0", 0) => new ZeroRule(),
            ("zplus", 0) => new AlphaBetaRule(1, 0),
            ("epsilon", 1) when parameters[0] >= 0 => new EpsilonRule(parameters[0]),
            ("gamma", 1) when parameters[0] >= 0 => new GammaRule(parameters[0]),
            ("alphabeta", 2) when parameters[1] >= 0 && Math.Abs(parameters[0] - parameters[1] - 1) < 1e-9 => new AlphaBetaRule(parameters[0], parameters[1]),
            _ => null,
        };
        if (rule is null)
        {
            string? need = name switch
            {
                "lrp0" or "zplus" or "attnlrp" or "cplrp" or "gradient" or "gradxinput" or "integrated-gradients" => $"{name} without a parameter",
                "epsilon" => "one number that is not negative, as in epsilon(0.25)",
                "gamma" => "one number that is not negative, as in gamma(0.05)",
                "alphabeta" => "α and β with α − β = 1 and β ≥ 0, as in alphabeta(2,1)",
                _ => null,
            };
            errors.Add(need is null ? MethodError.Unknown(name) : MethodError.Parameter(method, $"'{term}'", need));
        }

        return rule;
    }

    private static double[]? Numbers(string text)
    {
        List<double> numbers = [];
        foreach (string part in text.Split(','))
        {
            if (!double.TryParse(part.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                || double.IsNaN(number) || float.IsInfinity((float)number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    // Separators within parentheses and brackets belong to what is inside.
    private static IEnumerable<string> Split(string text, char separator)
    {
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '(' or '[':
                    depth++;
                    break;
                case ')' or ']':
                    depth--;
                    break;
                case char c when c == separator && depth == 0:
                    yield return text.Substring(start, i - start);
                    start = i + 1;
                    break;
            }
        }

        yield return text.Substring(start);
    }

    /// <summary><c>epsilon(0.25)+attnlrp</c> → <c>Epsilon0_25AttnLrp</c>.</summary>
    private static string Identifier(string name)
    {
        string spelled = name
            .Replace("attnlrp", "AttnLrp").Replace("cplrp", "CpLrp").Replace("lrp0", "Lrp0").Replace("zplus", "ZPlus")
            .Replace("alphabeta", "AlphaBeta").Replace("gradxinput", "GradientTimesInput");
        StringBuilder identifier = new();
        bool upper = true;
        foreach (char c in spelled)
        {
            if (c == '.' || c == ',')
            {
                identifier.Append('_');
            }
            else if (char.IsLetterOrDigit(c) || c == '_' || (Identifiers.IsMark(c) && identifier.Length > 0))
            {
                identifier.Append(upper ? char.ToUpperInvariant(c) : c);
                upper = false;
                continue;
            }

            upper = true;
        }

        return Identifiers.Cut(identifier.Length > 0 && char.IsLetter(identifier[0]) ? identifier.ToString() : "Method" + identifier);
    }
}
