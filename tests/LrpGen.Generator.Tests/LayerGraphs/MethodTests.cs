using System.Globalization;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;

namespace LrpGen.Generator.Tests.LayerGraphs;

/// <summary>Which rule a layer gets, and what is said where it gets none.</summary>
public class MethodTests
{
    private static readonly string[] Layers =
    [
        "{\"name\": \"features.0\", \"op\": \"conv2d\", \"out\": 4, \"kernel\": 3}",
        "{\"name\": \"features.1\", \"op\": \"batch_norm\"}",
        "{\"name\": \"features.2\", \"op\": \"relu\"}",
        "{\"name\": \"features.3\", \"op\": \"conv2d\", \"out\": 4, \"kernel\": 3, \"padding\": 1}",
        "{\"name\": \"relu\", \"op\": \"relu\"}",
        "{\"name\": \"add\", \"op\": \"add\", \"inputs\": [\"features.2\", \"relu\"]}",
        "{\"name\": \"bn\", \"op\": \"batch_norm\"}",
        "{\"name\": \"pool\", \"op\": \"max_pool2d\", \"kernel\": 2}",
        "{\"name\": \"flatten\", \"op\": \"flatten\"}",
        "{\"name\": \"fc\", \"op\": \"linear\", \"out\": 2}",
        "{\"name\": \"prob\", \"op\": \"softmax\"}",
    ];

    [Fact]
    public void The_default_is_epsilon_plus() => Assert.Equal(
        "zplus folded pass zplus pass norm pass winner pass epsilon(1e-06) skip",
        Rules(Spec("")));

    [Theory]
    [InlineData("epsilon-plus-flat", "flat folded pass zplus pass norm pass winner pass epsilon(1e-06) skip")]
    [InlineData("epsilon-plus(0.1)", "zplus folded pass zplus pass norm pass winner pass epsilon(0.1) skip")]
    [InlineData("epsilon-gamma-box(-1, [1, 2])", "zbox(-1, [1, 2]) folded pass gamma(0.25) pass norm pass winner pass epsilon(1e-06) skip")]
    [InlineData("epsilon-gamma-box(high=1, low=0, gamma=1)", "zbox(0, 1) folded pass gamma(1) pass norm pass winner pass epsilon(1e-06) skip")]
    [InlineData("excitation-backprop", "zplus folded gradient zplus gradient norm gradient winner pass zplus skip")]
    [InlineData("guided-backprop", "gradient gradient relu_guided_backprop gradient relu_guided_backprop gradient gradient winner pass gradient skip")]
    [InlineData("gamma", "gamma(0.25) folded pass gamma(0.25) pass norm pass winner pass gamma(0.25) skip")]
    [InlineData("captum", "epsilon(1e-09) epsilon(1e-09) pass epsilon(1e-09) pass norm(stabiliser=signed_add:1e-09) epsilon(1e-09) epsilon(1e-09) pass epsilon(1e-09) skip")]
    [InlineData("innvestigate-preset-a-flat", "flat(stabiliser=zero_only:1e-07) epsilon(1e-07) pass innvestigate_alpha_beta(1, 0) pass norm(stabiliser=zero_only:1e-07) epsilon(1e-07) winner pass epsilon(0.1) skip")]
    public void Composites_say_what_each_layer_gets(string composite, string expected) =>
        Assert.Equal(expected, Rules(Spec($",\n\"relevance\": \"{composite}\"")));

    [Fact]
    public void Deep_taylor_takes_z_plus_before_activations_and_w_square_elsewhere()
    {
        LayerGraphSpec spec = Graphs.Spec(Graphs.With("[2]", "c", ",\n\"relevance\": \"deep-taylor-bounded(0, 1)\"",
            "{\"name\": \"a\", \"op\": \"linear\", \"out\": 3}", "{\"name\": \"r\", \"op\": \"relu\"}", "{\"name\": \"b\", \"op\": \"linear\", \"out\": 3}", "{\"name\": \"s\", \"op\": \"relu\"}", "{\"name\": \"c\", \"op\": \"linear\", \"out\": 3}"));
        Assert.Equal(
            "zbox(0, 1, stabiliser=zero_only:1e-07) gradient zplus(stabiliser=zero_only:1e-07, zero_bias) gradient w_square(stabiliser=zero_only:1e-07, zero_bias)",
            Rules(spec));
    }

    [Theory]
    // Later entries win, by operator, group, place, name or glob.
    [InlineData("\"conv2d\": \"gamma(1)\"", "gamma(1) folded pass gamma(1) pass norm pass winner pass epsilon(1e-06) skip")]
    [InlineData("\"weights\": \"gamma(1)\", \"first\": \"flat\", \"last\": \"lrp0\"", "flat folded pass gamma(1) pass norm pass winner pass lrp0 skip")]
    [InlineData("\"features.*\": \"w_square\"", "w_square folded pass w_square pass norm pass winner pass epsilon(1e-06) skip")]
    [InlineData("\"op:relu\": \"gradient\", \"name:relu\": \"relu_deconvnet\"", "zplus folded gradient zplus relu_deconvnet norm pass winner pass epsilon(1e-06) skip")]
    [InlineData("\"last:convolution\": \"pass\"", "zplus folded pass pass pass norm pass winner pass epsilon(1e-06) skip")]
    [InlineData("\"bn\": \"epsilon(0.01)\", \"pool\": \"tie_split\"", "zplus folded pass zplus pass norm epsilon(0.01) tie_split pass epsilon(1e-06) skip")]
    [InlineData("\"features.1\": \"pass\", \"prob\": \"gradient\"", "zplus pass pass zplus pass norm pass winner pass epsilon(1e-06) gradient")]
    public void Entries_change_a_composite(string entries, string expected) =>
        Assert.Equal(expected, Rules(Spec($",\n\"relevance\": {{\"composite\": \"epsilon-plus\", \"rules\": {{{entries}}}}}")));

    [Fact]
    public void Several_methods_have_names_identifiers_kinds_and_seeds()
    {
        LayerGraphSpec spec = Spec("""
            ,
            "relevance": [
              "epsilon-plus",
              "epsilon-gamma-box(-1, 1)",
              {"name": "a grad", "composite": "gradient"},
              {"composite": "smoothgrad(0.2, 5)+epsilon-plus", "seed": "one"},
              "integrated-gradients(10)",
              "gradient-x-input",
              "occlusion(4, [2, 3], inside=1)"
            ]
            """);
        Assert.Equal(
            [
                ("epsilon-plus", "EpsilonPlus", "relevance", "logit"),
                ("epsilon-gamma-box(-1, 1)", "EpsilonGammaBoxMinus1_1", "relevance", "logit"),
                ("a grad", "AGrad", "gradient", "one"),
                ("smoothgrad(0.2, 5)+epsilon-plus", "Smoothgrad0_2_5EpsilonPlus", "smoothgrad", "one"),
                ("integrated-gradients(10)", "IntegratedGradients10", "integrated-gradients", "one"),
                ("gradient-x-input", "GradientXInput", "gradient-x-input", "one"),
                ("occlusion(4, [2, 3], inside=1)", "Occlusion4_2_3Inside1", "occlusion", "logit"),
            ],
            spec.Methods.Select(method => (method.Name, method.Identifier, method.Kind, method.Seed)));
        Assert.Equal(new MethodSettings { NoiseLevel = 0.2, Iterations = 5 }, spec.Methods[3].Settings);
        Assert.Equal(new MethodSettings { Window = [4, 4], Stride = [2, 3], Inside = true }, spec.Methods[6].Settings);
        Assert.Equal("zplus", spec.Methods[3].Rules[0].Rule);
    }

    [Fact]
    public void Metadata_takes_methods_of_the_file_or_says_others()
    {
        const string Section = ",\n\"relevance\": [{\"name\": \"mine\", \"composite\": \"zplus\"}, \"gamma\"]";
        LayerGraphSpec spec = Graphs.Spec(Graphs.With("[2, 9, 9]", "prob", Section, Layers), "mine; box: epsilon-gamma-box([0, 0], 1)[fc = lrp0, features.* = flat]");
        Assert.Equal(["mine", "box"], spec.Methods.Select(method => method.Name));
        Assert.Equal("epsilon-gamma-box([0, 0], 1)[fc = lrp0, features.* = flat]", spec.Methods[1].Text);
        Assert.Equal(("flat", "lrp0"), (spec.Methods[1].Rules[0].Rule, spec.Methods[1].Rules[9].Rule));
    }

    /// <summary>Id, the relevance section (which begins in line 17), line, column, message.</summary>
    public static TheoryData<string, string, int, int, string> Cases => new()
    {
        { "LRP0104", "3", 17, 14, "relevance: found 3; expected a composite such as \"epsilon-plus\", an object with \"composite\" or \"rules\", or an array of those" },
        { "LRP0104", "{\"composite\": \"zplus\", \"rules\": {\"fc\": 0.25}}", 17, 53, "relevance › rules › fc: found 0.25; expected a rule such as \"epsilon(0.25)\"" },
        { "LRP0106", "{\"composite\": \"zplus\", \"seed\": \"ones\"}", 17, 45, "relevance › seed: found 'ones'; supported: 'logit', 'one', 'all-logits'; did you mean 'one'?" },
        { "LRP0114", "{\"composit\": \"zplus\", \"rules\": {}}", 17, 15, "relevance › composit: unknown key; did you mean 'composite'?; keys here are 'name', 'composite', 'rules', 'seed'" },
        { "LRP0115", "{\"name\": \"a\"}", 17, 14, "relevance › composite: found no such key; expected \"composite\" or \"rules\"; composites are " + string.Join(", ", Composites.All.Select(composite => composite.Name)) },
        { "LRP0301", "[\"gamma\",\n  \"epsilon-pluss\"]", 18, 3, "'epsilon-pluss' is not a known method or rule; did you mean 'epsilon-plus'?; known are " + string.Join(", ", CompositeText.All) },
        { "LRP0301", "{\"composite\": \"zplus\", \"rules\": {\"fc\":\n    \"epsilom(1)\"}}", 18, 5, "'epsilom' is not a known method or rule; did you mean 'epsilon'?; known are " + string.Join(", ", RuleCatalog.All.Select(rule => rule.Name)) },
        { "LRP0302", "\"epsilon-gamma-box(-1)\"", 17, 14, "relevance: found no high in 'epsilon-gamma-box'; expected epsilon-gamma-box(low, high, gamma=0.25, epsilon=1e-6)" },
        { "LRP0302", "\"epsilon-plus(x)\"", 17, 14, "relevance: found 'x' for epsilon; expected a number" },
        { "LRP0302", "\"zplus+gamma\"", 17, 14, "relevance: found 'gamma' beside the others; expected one composite, at most one rule for all weights, and one of gradient-x-input, smoothgrad, integrated-gradients, occlusion at most" },
        { "LRP0302", "\"occlusion(4)+gamma\"", 17, 14, "relevance: found 'occlusion(4)+gamma'; expected occlusion alone" },
        { "LRP0302", "\"occlusion(40)\"", 17, 14, "relevance: found window=40 in 'occlusion(40)'; expected occlusion(window=8, stride=8, fill=0, inside=0) that fits the input [2, 9, 9]" },
        { "LRP0302", "{\"composite\": \"zplus\", \"rules\": {\"fc\": \"gamma\"}}", 17, 53, "relevance › fc: found no gamma in 'gamma'; expected gamma(gamma, stabiliser=policy:epsilon, norm_scale, clip, zero_bias)" },
        { "LRP0303", "{\"composite\": \"zplus\", \"rules\": {\"feature.*\": \"flat\"}}", 17, 47, "The layer pattern 'feature.*' in 'zplus' matches no layer of this model, so its rule is not used; layers are for instance 'features.0', 'features.1', 'features.2'" },
        { "LRP0303", "{\"composite\": \"zplus\", \"rules\": {\"fcc\": \"flat\"}}", 17, 47, "The layer pattern 'fcc' in 'zplus' matches no layer of this model, so its rule is not used; layers are for instance 'fc'; did you mean that?" },
        { "LRP0303", "{\"composite\": \"zplus\", \"rules\": {\"tanh\": \"pass\"}}", 17, 47, "The layer pattern 'tanh' in 'zplus' matches no layer of this model, so its rule is not used; layers are for instance 'features.0', 'features.1', 'features.2'" },
        { "LRP0304", "{\"composite\": \"zplus\", \"rules\": {\"pool\": \"gamma(1)\"}}", 17, 55, "relevance › pool: rule 'gamma' cannot be used for 'pool' (max_pool2d): rules for it are epsilon, gradient, winner, tie_split, proportional, captum_epsilon" },
        { "LRP0304", "{\"composite\": \"zplus\", \"rules\": {\"fc\": \"pass\"}}", 17, 53, "relevance › fc: rule 'pass' cannot be used for 'fc' (linear): its input [36] and its output [2] differ in shape; rules for it are epsilon, norm, lrp0, zplus, alpha_beta, gamma, zbox, w_square, flat, gradient, captum_epsilon, captum_gamma, captum_alpha1_beta0, innvestigate_alpha_beta" },
        { "LRP0304", "\"epsilon-gamma-box([0, 0, 0], 1)\"", 17, 14, "relevance › composite: rule 'zbox' cannot be used for 'features.0' (conv2d): found 3 bounds, needed one or 2, one for each channel of its input [2, 9, 9]" },
        { "LRP0304", "{\"composite\": \"zplus\", \"rules\": {\"relu*\": \"flat\"}}", 17, 56, "relevance › relu*: rule 'flat' cannot be used for 'relu' (relu): rules for it are pass, gradient, relu_guided_backprop, relu_deconvnet, relu_beta_smooth" },
        { "LRP0305", "[\"zplus\",\n  \"zplus\"]", 18, 3, "Two methods get the name 'ZPlus' ('zplus' and 'zplus'); remove one" },
        { "LRP0306", "{\"composite\": \"zplus\", \"rules\": {\"relu\": \"gradient\"}}", 17, 47, "relevance › relu: 'relu' is the name of a layer and of other layers' operator; write 'name:relu' or 'op:relu'" },
        { "LRP0307", "{\"composite\": \"zplus\", \"rules\": {\"first\": \"flat\", \"conv2d\": \"gamma(1)\"}}", 17, 47, "relevance › first: later entries give all of its layers another rule; put it behind them, or remove it" },
        { "LRP0308", "{\"rules\": {\"weights\": \"gamma(0.25)\", \"batch_norm\": \"pass\", \"op:relu\": \"pass\", \"add\": \"norm\", \"prob\": \"skip\"}}", 17, 14, "relevance: the layer 'pool' (max_pool2d) has no rule; give it one, for instance \"pool\": \"winner\", or name a composite" },
        { "LRP0309", "{\"composite\": \"zplus\", \"rules\": {\"bn\": \"folded\"}}", 17, 53, "relevance › bn: 'bn' cannot be folded: it reads 'add' (add), and only a dense layer or a convolution can take it in. Folding it forward into a convolution would be wrong at zero-padded borders; give it 'epsilon' or 'pass' of its own" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Says_what_was_found_what_is_needed_and_where(string id, string section, int line, int column, string message)
    {
        LayerGraphResult result = Graphs.Read(Graphs.With("[2, 9, 9]", "prob", $",\n\"relevance\": {section}", Layers));
        DiagnosticInfo diagnostic = Assert.Single(result.Diagnostics);
        Microsoft.CodeAnalysis.FileLinePositionSpan place = diagnostic.ToDiagnostic().Location.GetLineSpan();
        Assert.Equal(
            (id, line, column, message),
            (diagnostic.Id, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, diagnostic.ToDiagnostic().GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal(diagnostic.IsError, result.Spec is null);
    }

    [Fact]
    public void A_layer_without_a_rule_is_never_differentiated_in_silence()
    {
        LayerGraphResult result = Graphs.Read(Graphs.With("[2, 9, 9]", "prob", ",\n\"relevance\": {\"rules\": {\"weights\": \"gamma(0.25)\", \"batch_norm\": \"pass\", \"op:relu\": \"pass\"}}", Layers));
        Assert.Equal(
            [
                "relevance: the layer 'add' (add) has no rule; give it one, for instance \"add\": \"norm\", or name a composite",
                "relevance: the layer 'pool' (max_pool2d) has no rule; give it one, for instance \"pool\": \"winner\", or name a composite",
                "relevance: the layer 'prob' (softmax) has no rule; give it one, for instance \"prob\": \"skip\", or name a composite",
            ],
            result.Diagnostics.Select(diagnostic => diagnostic.ToDiagnostic().GetMessage(CultureInfo.InvariantCulture)));
        Assert.All(result.Diagnostics, diagnostic => Assert.Equal(("LRP0308", 16), (diagnostic.Id, diagnostic.Span.From.Line)));
    }

    [Fact]
    public void A_batch_norm_is_not_folded_into_the_convolution_behind_it()
    {
        string[] layers = ["{\"name\": \"bn\", \"op\": \"batch_norm\"}", "{\"name\": \"conv\", \"op\": \"conv2d\", \"out\": 2, \"kernel\": 3, \"padding\": 1}"];
        LayerGraphResult result = Graphs.Read(Graphs.With("[2, 9, 9]", "conv", ",\n\"relevance\": {\"composite\": \"zplus\", \"rules\": {\"bn\": \"folded\"}}", layers));
        Assert.Equal("LRP0309", Assert.Single(result.Diagnostics).Id);

        // Composites leave it as it is, and pass relevance on as zennit's do.
        Assert.Equal("pass zplus", Rules(Graphs.Spec(Graphs.With("[2, 9, 9]", "conv", ",\n\"relevance\": \"zplus\"", layers))));
    }

    [Fact]
    public void A_batch_norm_is_not_folded_when_others_read_what_is_before_it()
    {
        LayerGraphResult result = Graphs.Read(Graphs.With("[2]", "s", ",\n\"relevance\": {\"composite\": \"zplus\", \"rules\": {\"b\": \"folded\"}}",
            "{\"name\": \"a\", \"op\": \"linear\", \"out\": 2}", "{\"name\": \"b\", \"op\": \"batch_norm\"}", "{\"name\": \"s\", \"op\": \"add\", \"inputs\": [\"a\", \"b\"]}"));
        Assert.Equal("LRP0309", Assert.Single(result.Diagnostics).Id);
    }

    [Theory]
    [InlineData("mine:", "Methods: found 'mine:'; expected name: composite[layer = rule]")]
    [InlineData("zplus[fc]", "Methods › zplus[fc]: found 'fc'; expected layer = rule, separated by commas, in brackets")]
    [InlineData("zplus[fc = flat", "Methods › zplus[fc = flat: found 'zplus[fc = flat'; expected layer = rule, separated by commas, in brackets")]
    [InlineData("zplus; zplus", "Two methods get the name 'ZPlus' ('zplus' and 'zplus'); remove one")]
    public void Metadata_is_checked_as_well(string methods, string message)
    {
        DiagnosticInfo diagnostic = Assert.Single(Graphs.Read(Graphs.Of("[2, 9, 9]", "prob", Layers), methods).Diagnostics);
        Assert.Equal(message, diagnostic.ToDiagnostic().GetMessage(CultureInfo.InvariantCulture));
    }

    private static LayerGraphSpec Spec(string more) => Graphs.Spec(Graphs.With("[2, 9, 9]", "prob", more, Layers));

    private static string Rules(LayerGraphSpec spec) => string.Join(" ", spec.Methods[0].Rules.Select(RuleText.Write));
}
