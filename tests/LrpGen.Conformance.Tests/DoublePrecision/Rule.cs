using System.Globalization;
using System.Text.Json;

namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>A rule with its numbers.</summary>
internal sealed record Rule(string Name)
{
    public static Rule Gradient { get; } = new("gradient");

    public double Gamma { get; init; }

    public double Alpha { get; init; }

    public double Beta { get; init; }

    public double BetaSmooth { get; init; } = 10;

    /// <summary>Bounds of the box rule: one, or one a channel.</summary>
    public double[] Low { get; init; } = [];

    public double[] High { get; init; } = [];

    /// <summary>For rules that divide.</summary>
    public Denominator Denominator { get; init; } = new("none");

    public bool ZeroBias { get; init; }

    /// <summary>The rule as a description says it, with every number.</summary>
    public string Text
    {
        get
        {
            List<string> arguments = Name switch
            {
                "gamma" or "captum_gamma" => [Number(Gamma)],
                "alpha_beta" or "innvestigate_alpha_beta" => [Number(Alpha), Number(Beta)],
                "zbox" => [Numbers(Low), Numbers(High)],
                "relu_beta_smooth" => [Number(BetaSmooth)],
                _ => [],
            };
            if (Divides)
            {
                arguments.Add("stabiliser=" + Denominator.Text);
            }

            if (ZeroBias)
            {
                arguments.Add("zero_bias");
            }

            return arguments.Count == 0 ? Name : $"{Name}({string.Join(", ", arguments)})";
        }
    }

    private bool Divides => Name is not ("lrp0" or "pass" or "gradient" or "winner" or "tie_split" or "half" or "signal" or "folded" or "skip")
        && !Name.StartsWith("relu_", StringComparison.Ordinal);

    /// <summary>The rule of a layer in a method of a golden case, if it has one.</summary>
    public static Rule? Of(JsonElement method, string layer)
        // The case of stabilisers has one layer, and gives a policy alone.
        => method.TryGetProperty("policy", out JsonElement policy) ? new Rule("epsilon") { Denominator = new Denominator(policy.GetString()!, method.GetProperty("epsilon").GetDouble()) }
            : method.GetProperty("rules").TryGetProperty(layer, out JsonElement rule) ? Of(rule)
            : null;

    /// <summary>A rule of a golden case, <c>{"rule": "gamma", "gamma": 0.25, "stabilizer": 1e-06}</c>.</summary>
    public static Rule Of(JsonElement rule)
    {
        double Number(string key) => rule.TryGetProperty(key, out JsonElement value) ? value.GetDouble() : 0;
        double[] Several(string key) => !rule.TryGetProperty(key, out JsonElement value) ? []
            : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.GetDouble())]
            : [value.GetDouble()];
        bool zeroParameters = rule.TryGetProperty("zero_params", out JsonElement zero) && zero.EnumerateArray().Any(v => v.GetString() == "bias");
        bool setToZero = rule.TryGetProperty("set_bias_to_zero", out JsonElement set) && set.GetBoolean();
        return new Rule(rule.GetProperty("rule").GetString() is "layer_norm" ? "epsilon" : rule.GetProperty("rule").GetString()!)
        {
            Gamma = Number("gamma"),
            Alpha = Number("alpha"),
            Beta = Number("beta"),
            BetaSmooth = Number("beta_smooth"),
            Low = Several("low"),
            High = Several("high"),
            Denominator = rule.TryGetProperty("stabilizer", out JsonElement stabiliser) || rule.TryGetProperty("epsilon", out stabiliser)
                ? DenominatorOf(stabiliser)
                : new Denominator("none"),
            ZeroBias = zeroParameters || setToZero,
        };
    }

    private static Denominator DenominatorOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            return new Denominator("signed_add", value.GetDouble());
        }

        bool Flag(string key) => value.TryGetProperty(key, out JsonElement flag) && flag.GetBoolean();
        string policy = value.TryGetProperty("policy", out JsonElement given) ? given.GetString()!
            : (Flag("norm_scale"), Flag("clip")) switch
            {
                (true, true) => "rms_scaled_clip",
                (true, false) => "rms_scaled",
                (false, true) => "signed_clip",
                _ => "signed_add",
            };
        return new Denominator(policy, value.TryGetProperty("epsilon", out JsonElement epsilon) ? epsilon.GetDouble() : 0);
    }

    private static string Numbers(double[] values) => values.Length == 1 ? Number(values[0]) : $"[{string.Join(", ", values.Select(Number))}]";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
