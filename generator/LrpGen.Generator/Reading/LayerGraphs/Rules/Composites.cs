namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>A named rule map. Later entries win, as in a file.</summary>
/// <param name="Name">In the file.</param>
/// <param name="Description">For the schema and the documentation, with the source.</param>
/// <param name="Parameters">Names in order; with a value after '=' they may be left out. Entries refer to them in braces.</param>
/// <param name="Entries">Keys as in a file, and rules.</param>
/// <param name="Seed">What the output's relevance is unless the method says otherwise.</param>
/// <param name="Kind">Of the methods that it makes.</param>
internal sealed record Composite(
    string Name,
    string Description,
    string[] Parameters,
    (string Key, string Rule)[] Entries,
    string Seed = "logit",
    string Kind = "relevance")
{
    /// <summary>The rule of all weights, for composites that stand on what the network asks for elsewhere.</summary>
    public string? OnWeights { get; init; }
}

/// <summary>The composites of zennit, captum and innvestigate, as data.</summary>
/// <remarks>
/// zennit differentiates every layer that its composite does not map; here the entry says so. A batch norm is folded
/// where it can be, as zennit's canonizers do, and passes relevance otherwise, as zennit's layer map says; excitation backprop
/// has no entry for it.
/// </remarks>
internal static class Composites
{
    /// <summary>The method of a description that names none.</summary>
    public static string DefaultOf(bool hasAttention) => hasAttention ? "attnlrp" : "epsilon-plus";

    private const string ZeroOnly = "stabiliser=zero_only:1e-7";

    /// <summary>
    /// What zennit has no rule for, said explicitly; standardisation of the input passes the relevance of its feature. A product
    /// is the exception: its derivative would give R ⊙ gate and R ⊙ signal, which is no share of R, so that each factor gets half (AttnLRP).
    /// </summary>
    private static readonly (string, string)[] Unlisted =
    [
        ("op:max_pool", "winner"), ("op:upsample", "gradient"), ("op:scale", "gradient"), ("op:layer_norm", "gradient"),
        ("op:mul", "half"), ("op:attention", "attnlrp"), ("op:normalize", "pass"), ("op:softmax", "skip"),
    ];

    /// <summary>zennit's <c>layer_map_base</c>.</summary>
    private static readonly (string, string)[] Base =
    [
        .. Unlisted,
        ("op:activation", "pass"), ("op:add", "norm"), ("op:learned_positions", "norm"), ("op:average_pool", "norm"),
        ("op:batch_norm", "pass"), ("op:foldable", "folded"),
    ];

    // Norms with their deviation as a constant, activations as a factor f(z)/z, half of the relevance to each factor of a product.
    private static readonly (string, string)[] AttnLrp =
    [
        .. Base,
        ("op:weights", "lrp0"), ("op:scale", "lrp0"), ("op:norm", "lrp0"), ("op:add", "lrp0"), ("op:learned_positions", "lrp0"), ("op:average_pool", "lrp0"), ("op:upsample", "lrp0"),
    ];

    /// <summary>Gradient times input for networks over tokens.</summary>
    public static readonly (string, string)[] Derivative = [("op:any", "derivative"), ("op:softmax", "skip")];

    private static readonly (string, string)[] Gradient = [("op:any", "gradient"), ("op:softmax", "skip")];

    private static readonly (string, string)[] CaptumBase =
    [
        ("op:relu", "pass"), ("op:tanh", "pass"), ("op:max_pool", "captum_epsilon"), ("op:average_pool", "captum_epsilon"),
        ("op:batch_norm", "captum_epsilon"), ("op:add", "captum_epsilon"), ("op:normalize", "pass"), ("op:softmax", "skip"),
    ];

    private static readonly (string, string)[] InnvestigateBase =
    [
        .. Unlisted,
        ("op:activation", "pass"), ("op:add", $"norm({ZeroOnly})"), ("op:average_pool", $"norm({ZeroOnly})"), ("op:batch_norm", "epsilon(1e-7)"),
    ];

    private static readonly (string, string)[] DeepTaylorBase =
    [
        ("op:max_pool", "winner"), ("op:average_pool", "gradient"), ("op:add", "gradient"), ("op:upsample", "gradient"), ("op:relu", "gradient"),
        ("op:normalize", "pass"), ("op:softmax", "skip"), ("op:foldable", "folded"),
        ("op:weights", $"alpha_beta(1, 0, zero_bias, {ZeroOnly})"), ("op:without_activation", $"w_square(zero_bias, {ZeroOnly})"),
    ];

    public static Composite[] All { get; } =
    [
        new("attnlrp", "AttnLRP (Achtibat et al. 2024): LRP-0 on all weights, half of the relevance to each factor of attention's products and of gates.", [], AttnLrp),
        new("cplrp", "CP-LRP (Ali et al. 2022): as attnlrp, but attention's probabilities and gates are constants.", [], [.. AttnLrp, ("op:attention", "cplrp"), ("op:mul", "signal")]),
        Zennit("epsilon-plus", "zennit EpsilonPlus: z+ on convolutions, LRP-epsilon on dense layers.", "zplus"),
        Zennit("epsilon-plus-flat", "zennit EpsilonPlusFlat: as epsilon-plus, flat on the first dense layer or convolution.", "zplus", ("op:first", "flat")),
        Zennit("epsilon-alpha2-beta1", "zennit EpsilonAlpha2Beta1: alpha 2, beta 1 on convolutions, LRP-epsilon on dense layers.", "alpha_beta(2, 1)"),
        Zennit("epsilon-alpha2-beta1-flat", "zennit EpsilonAlpha2Beta1Flat: as epsilon-alpha2-beta1, flat on the first dense layer or convolution.", "alpha_beta(2, 1)", ("op:first", "flat")),
        new(
            "epsilon-gamma-box",
            "zennit EpsilonGammaBox: the box rule on the first convolution, LRP-gamma on the others, LRP-epsilon on dense layers.",
            ["low", "high", "gamma=0.25", "epsilon=1e-6"],
            [.. Base, ("op:convolution", "gamma({gamma})"), ("op:linear", "epsilon({epsilon})"), ("op:first:convolution", "zbox({low}, {high})")]),
        new("excitation-backprop", "zennit ExcitationBackprop (Zhang et al. 2016): z+ on all weights; activations, and batch norms that are not folded, are differentiated.", [], [.. Base, ("op:activation", "gradient"), ("op:batch_norm", "gradient"), ("op:foldable", "folded"), ("op:weights", "zplus")]),
        new("guided-backprop", "zennit GuidedBackprop (Springenberg et al. 2015): the gradient with guided ReLUs.", [], [.. Gradient, ("op:relu", "relu_guided_backprop")], Seed: "one", Kind: "gradient"),
        new("deconvnet", "zennit DeconvNet (Zeiler and Fergus 2014): the gradient with deconvnet ReLUs.", [], [.. Gradient, ("op:relu", "relu_deconvnet")], Seed: "one", Kind: "gradient"),
        new("beta-smooth", "zennit BetaSmooth (Dombrowski et al. 2019): the gradient with smooth ReLUs.", ["beta_smooth=10"], [.. Gradient, ("op:relu", "relu_beta_smooth({beta_smooth})")], Seed: "one", Kind: "gradient"),
        Uniform("epsilon", "LRP-epsilon on all weights.", "epsilon({epsilon})", "epsilon=1e-6"),
        Uniform("gamma", "LRP-gamma on all weights.", "gamma({gamma})", "gamma=0.25"),
        Uniform("alpha-beta", "LRP-alpha-beta on all weights.", "alpha_beta({alpha}, {beta})", "alpha=2", "beta=1"),
        Uniform("zplus", "z+ on all weights.", "zplus"),
        new("captum", "captum's LRP without further settings: its EpsilonRule everywhere. It knows ReLU and tanh.", ["epsilon=1e-9"], [.. CaptumBase, ("op:weights", "captum_epsilon({epsilon})")]),
        new("captum-gamma", "captum's GammaRule on all weights.", ["gamma=0.25"], [.. CaptumBase, ("op:weights", "captum_gamma({gamma})")]),
        new("captum-alpha1-beta0", "captum's Alpha1_Beta0_Rule on all weights.", [], [.. CaptumBase, ("op:weights", "captum_alpha1_beta0")]),
        Innvestigate("innvestigate-preset-a", "innvestigate LRPSequentialPresetA: alpha 1, beta 0 on convolutions, LRP-epsilon on dense layers.", 1, 0),
        Innvestigate("innvestigate-preset-a-flat", "innvestigate LRPSequentialPresetAFlat: as preset a, flat at the input.", 1, 0, ("op:at_input", $"flat({ZeroOnly})")),
        Innvestigate("innvestigate-preset-b", "innvestigate LRPSequentialPresetB: alpha 2, beta 1 on convolutions, LRP-epsilon on dense layers.", 2, 1),
        Innvestigate("innvestigate-preset-b-flat", "innvestigate LRPSequentialPresetBFlat: as preset b, flat at the input.", 2, 1, ("op:at_input", $"flat({ZeroOnly})")),
        new("deep-taylor", "innvestigate DeepTaylor (Montavon et al. 2017) for ReLU networks: z+ without bias before activations, w^2 elsewhere.", [], DeepTaylorBase),
        new("deep-taylor-bounded", "innvestigate BoundedDeepTaylor: as deep-taylor, the box rule at the input.", ["low", "high"], [.. DeepTaylorBase, ("op:at_input", $"zbox({{low}}, {{high}}, {ZeroOnly})")]),
        new("gradient", "The gradient.", [], Gradient, Seed: "one", Kind: "gradient"),
    ];

    private static readonly Dictionary<string, Composite> ByName = All.ToDictionary(composite => composite.Name, StringComparer.Ordinal);

    public static Composite? Find(string name) => ByName.TryGetValue(name, out Composite? composite) ? composite : null;

    private static Composite Zennit(string name, string description, string convolution, params (string, string)[] more) =>
        new(name, description, ["epsilon=1e-6"], [.. Base, ("op:convolution", convolution), ("op:linear", "epsilon({epsilon})"), .. more]);

    private static Composite Uniform(string name, string description, string rule, params string[] parameters) =>
        new(name, description, parameters, []) { OnWeights = rule };

    /// <summary>What rules of weights stand on where no composite is named.</summary>
    public static (string Key, string Rule)[] BaseOf(bool hasAttention) => hasAttention ? AttnLrp : Base;

    private static Composite Innvestigate(string name, string description, int alpha, int beta, params (string, string)[] more) => new(
        name,
        description,
        ["epsilon=0.1"],
        [.. InnvestigateBase, ("op:convolution", $"innvestigate_alpha_beta({alpha}, {beta})"), ("op:linear", "epsilon({epsilon})"), .. more]);
}
