using static LrpGen.Generator.Reading.LayerGraphs.OpGroup;

namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>A rule as it is written.</summary>
/// <param name="Name">In the file.</param>
/// <param name="Description">Where relevance goes, for the schema and the documentation.</param>
/// <param name="Groups">The operators that it is defined for.</param>
/// <param name="Parameters">Names in order; with a value after '=' they may be left out.</param>
/// <param name="Stabiliser">What its denominators get unless told otherwise; null when it has none.</param>
/// <param name="CanZeroBias">Whether <c>zero_bias</c> means something.</param>
/// <param name="Only">The only operators that it fits within its groups; empty for all.</param>
internal sealed record RuleInfo(
    string Name,
    string Description,
    OpGroup[] Groups,
    string[] Parameters,
    Stabiliser? Stabiliser = null,
    bool CanZeroBias = false,
    params string[] Only)
{
    public bool Fits(LayerOp op) => Groups.Contains(op.Group) && (Only.Length == 0 || Only.Contains(op.Name, StringComparer.Ordinal));
}

/// <summary>All rules of layer graphs. Formulas and sources: <c>docs/layer-graphs.md</c>.</summary>
internal static class RuleCatalog
{
    private static readonly Stabiliser Zennit = new(StabiliserPolicy.SignedAdd, 1e-6);
    private static readonly Stabiliser Captum = new(StabiliserPolicy.SignedAdd, 1e-9);
    private static readonly Stabiliser Innvestigate = new(StabiliserPolicy.ZeroOnly, 1e-7);

    private static readonly OpGroup[] Weights = [Linear, Convolution];

    public static RuleInfo[] All { get; } =
    [
        new("epsilon", "LRP-epsilon: in proportion to x w over z, stabilised.", [Linear, Convolution, Affine, Norm, MaxPool, AveragePool, Sum, Resampling], ["epsilon=1e-6"], Zennit, CanZeroBias: true),
        new("norm", "In proportion to the share in the sum: LRP-epsilon for operators without weights.", [Linear, Convolution, AveragePool, Sum, Resampling], [], Zennit, CanZeroBias: true),
        new("lrp0", "LRP-0: LRP-epsilon without a stabiliser, the plain adjoint in gradient form; of a norm, with its deviation as a constant.", [Linear, Convolution, Affine, Norm, Sum, AveragePool, Resampling], []),
        new("zplus", "z+: in proportion to the positive parts of x w.", Weights, [], Zennit, CanZeroBias: true),
        new("alpha_beta", "LRP-alpha-beta: alpha times the positive parts less beta times the negative ones; alpha - beta = 1.", Weights, ["alpha", "beta"], Zennit, CanZeroBias: true),
        new("gamma", "LRP-gamma for inputs of both signs: positive parts count 1 + gamma times.", Weights, ["gamma"], Zennit, CanZeroBias: true),
        new("zbox", "z-B: for inputs between low and high, one number or one a channel.", Weights, ["low", "high"], Zennit),
        new("w_square", "In proportion to the squared weights.", Weights, [], Zennit, CanZeroBias: true),
        new("flat", "In equal parts to all inputs that exist.", [Linear, Convolution, AveragePool], [], Zennit, CanZeroBias: true),
        new("pass", "Unchanged. On dense layers and convolutions only where input and output have the same shape.", [Linear, Convolution, Affine, Norm, Activation, Structure, Softmax], []),
        new("gradient", "The derivative, applied to the relevance.", [Linear, Convolution, Affine, Norm, Activation, MaxPool, AveragePool, Sum, Product, Resampling, Structure, Softmax, Attention], []),
        new("relu_guided_backprop", "Guided backpropagation: the positive part where x > 0.", [Activation], [], Only: "relu"),
        new("relu_deconvnet", "Deconvnet: the positive part.", [Activation], [], Only: "relu"),
        new("relu_beta_smooth", "The derivative of softplus with that beta, in place of the step.", [Activation], ["beta_smooth=10"], Only: "relu"),
        new("winner", "To the largest number of the window; of equal ones to the first.", [MaxPool], []),
        new("tie_split", "In equal parts to the largest numbers of the window.", [MaxPool], []),
        new("proportional", "In proportion to the numbers of the window.", [MaxPool], [], Zennit),
        new("half", "Half to the signal, half to the gate.", [Product], []),
        new("signal", "All to the signal: the gate is a constant.", [Product], []),
        new("folded", "The batch norm becomes part of the dense layer or convolution before it, whose rule sees the merged weights.", [Affine], [], Only: "batch_norm"),
        new("skip", "The explanation begins before the softmax, at the logits.", [Softmax], []),
        new("captum_epsilon", "captum's EpsilonRule: LRP-epsilon with captum's epsilon.", [Linear, Convolution, Affine, MaxPool, AveragePool, Sum], ["epsilon=1e-9"], Captum),
        new("captum_gamma", "captum's GammaRule: w + gamma w+, the bias unchanged, inputs not split by sign.", Weights, ["gamma=0.25"], Captum, CanZeroBias: true),
        new("captum_alpha1_beta0", "captum's Alpha1_Beta0_Rule: w+, the bias unchanged, inputs not split by sign.", Weights, [], Captum, CanZeroBias: true),
        new("innvestigate_alpha_beta", "innvestigate's AlphaBetaRule: as alpha_beta, but with the whole bias in both denominators.", Weights, ["alpha", "beta"], Innvestigate, CanZeroBias: true),
    ];

    /// <summary>Rules that only networks over tokens have so far.</summary>
    private static readonly RuleInfo[] OfTokens =
    [
        new("attnlrp", "AttnLRP (Achtibat et al. 2024): half of the relevance to each factor of the products.", [Attention], []),
        new("cplrp", "CP-LRP (Ali et al. 2022): all of the relevance to the values, the probabilities are constants.", [Attention], []),
        new("derivative", "Gradient times input, layer by layer: R(x) = x times the derivative of y, applied to R / y.", [Linear, Convolution, Affine, Norm, Activation, Sum, AveragePool, Product, Attention, Structure], []),
    ];

    private static readonly Dictionary<string, RuleInfo> ByName = All.Concat(OfTokens).ToDictionary(rule => rule.Name, StringComparer.Ordinal);

    public static RuleInfo? Find(string name) => ByName.TryGetValue(name, out RuleInfo? rule) ? rule : null;

    /// <summary>The rules that an operator can have, for messages and the documentation.</summary>
    public static IEnumerable<string> RulesFor(LayerOp op) => (op.Group is Attention or Embedding ? OfTokens : All).Where(rule => rule.Fits(op)).Select(rule => rule.Name);

    /// <summary>
    /// The name under which a rule is compiled: where two rules have the same formula on an operator, only one of them
    /// goes on. It also drops parameters that mean nothing there.
    /// </summary>
    public static AssignedRule Canonical(AssignedRule rule, LayerOp op)
    {
        string name = (op.Group, rule.Rule) switch
        {
            (Linear or Convolution or Affine or Norm or Sum, "epsilon") when rule.Parameters is { ZeroBias: false, Stabiliser: { Policy: StabiliserPolicy.SignedAdd, Epsilon: 0 } } => "lrp0",
            (Linear or Convolution, "alpha_beta") when rule.Parameters.Beta == 0 => "zplus",
            (Linear or Convolution, "norm" or "captum_epsilon") => "epsilon",
            (AveragePool or Sum or Resampling, "epsilon" or "captum_epsilon") => "norm",
            (MaxPool, "gradient") => "winner",
            (MaxPool or Affine, "captum_epsilon") => "epsilon",
            (Structure, _) => "pass",
            _ => rule.Rule,
        };
        if (name == "lrp0")
            return new AssignedRule(name, RuleParameters.None);
        bool hasBias = op.Group is Linear or Convolution or Affine or Norm;
        return new AssignedRule(name, hasBias ? rule.Parameters : rule.Parameters with { ZeroBias = false });
    }
}
