using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;
using LrpGen.Generator.Tests.Snapshots;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Tests;

/// <summary>The grammar of <c>Methods</c> of text models, and what it says of everything else.</summary>
public class MethodTextTests
{
    [Theory]
    [InlineData("attnlrp", "AttnLrp", "attnlrp", "lrp0")]
    [InlineData("cplrp", "CpLrp", "cplrp", "lrp0")]
    [InlineData("lrp0", "Lrp0", "attnlrp", "lrp0")]
    [InlineData("epsilon(0.25)+attnlrp", "Epsilon0_25AttnLrp", "attnlrp", "epsilon(0.25)")]
    [InlineData("epsilon(0)", "Epsilon0", "attnlrp", "lrp0")]
    [InlineData("epsilon", "Epsilon", "attnlrp", "epsilon(1e-06)")]
    [InlineData("cplrp + gamma( 5e-2 )", "CpLrpGamma5e2", "cplrp", "gamma(0.05)")]
    [InlineData("alphabeta(2,1)+cplrp", "AlphaBeta2_1CpLrp", "cplrp", "alpha_beta(2, 1)")]
    [InlineData("alpha_beta(2,1)+cplrp", "AlphaBeta2_1CpLrp", "cplrp", "alpha_beta(2, 1)")]
    [InlineData("alphabeta(1,0)", "AlphaBeta1_0", "attnlrp", "zplus")]
    [InlineData("zplus", "ZPlus", "attnlrp", "zplus")]
    [InlineData("flat+cplrp", "FlatCpLrp", "cplrp", "flat")]
    [InlineData("gradient", "Gradient", "derivative", "derivative")]
    [InlineData("gradxinput", "GradientTimesInput", "derivative", "derivative")]
    [InlineData("integrated-gradients", "IntegratedGradients", "derivative", "derivative")]
    [InlineData("my rule: epsilon(1)+cplrp", "MyRule", "cplrp", "epsilon(1)")]
    [InlineData("2nd: attnlrp", "Method2nd", "attnlrp", "lrp0")]
    [InlineData("γ: gamma(1)", "Γ", "attnlrp", "gamma(1)")]
    [InlineData("attnlrp[linear = epsilon(1), *.self = cplrp]", "AttnLrpLinearEpsilon1SelfCpLrp", "cplrp", "epsilon(1)")]
    public void A_method_has_an_identifier_and_rules(string text, string identifier, string attention, string linear)
    {
        GraphMethodSpec method = Assert.Single(Parse(text).Methods);
        Assert.Equal(
            (identifier, attention, linear),
            (method.Identifier, RuleOf(text, "bert.encoder.layer.0.attention.self"), RuleOf(text, "bert.encoder.layer.0.output.dense")));
    }

    [Theory]
    [InlineData("gradient", "gradient"), InlineData("gradxinput", "gradient-x-input"), InlineData("integrated-gradients", "integrated-gradients"), InlineData("attnlrp", "relevance")]
    public void A_method_says_what_is_read_from_its_pass(string text, string kind) => Assert.Equal(kind, Parse(text).Methods[0].Kind);

    [Fact]
    public void Methods_that_do_the_same_share_a_pass()
    {
        LayerGraphSpec network = Parse("attnlrp; lrp0; mine: lrp0+attnlrp; gradient; gradxinput; integrated-gradients; zplus; alphabeta(1,0)");
        Assert.Equal(["AttnLrp", "Gradient", "ZPlus"], Compiler.Lower(network, "Model").Passes.Select(p => p.Pass.Identifier));
    }

    [Fact]
    public void Of_two_patterns_that_fit_the_later_one_holds()
    {
        const string Text = "attnlrp[*.layer.1.*dense = gamma(0.5), *.query = zplus, *.layer.1*.query = epsilon(1)]";
        Assert.Equal("lrp0", RuleOf(Text, "bert.encoder.layer.0.output.dense"));
        Assert.Equal("gamma(0.5)", RuleOf(Text, "bert.encoder.layer.1.output.dense"));
        Assert.Equal("zplus", RuleOf(Text, "bert.encoder.layer.0.attention.self.query"));
        Assert.Equal("epsilon(1)", RuleOf(Text, "bert.encoder.layer.1.attention.self.query"));
    }

    private static string Known => string.Join(", ", CompositeText.All);

    public static TheoryData<string, string, string> Errors => new()
    {
        { "atnlrp", "LRP0301", $"'atnlrp' is not a known method or rule; did you mean 'attnlrp'?; known are {Known}" },
        { "epsilom(0.1)+attnlrp", "LRP0301", $"'epsilom' is not a known method or rule; did you mean 'epsilon'?; known are {Known}" },
        { "integrated_gradients", "LRP0301", $"'integrated_gradients' is not a known method or rule; did you mean 'integrated-gradients'?; known are {Known}" },
        { "shap", "LRP0301", $"'shap' is not a known method or rule; known are {Known}" },
        { "attnlrp+", "LRP0302", "Methods › attnlrp+: found ''; expected a name, such as epsilon, and its arguments in parentheses" },
        { "epsilon(-1)", "LRP0302", "Methods › epsilon(-1): found a number below 0 in 'epsilon'; expected 0 or above" },
        { "epsilon(0,25)", "LRP0302", "Methods › epsilon(0,25): found '25' in 'epsilon'; expected epsilon(epsilon=1e-6)" },
        { "epsilon(NaN)", "LRP0302", "Methods › epsilon(NaN): found 'NaN' for epsilon; expected a number" },
        { "epsilon(1e39)", "LRP0302", "Methods › epsilon(1e39): found '1e39' for epsilon; expected a number" },
        { "epsilon(0.1", "LRP0302", "Methods › epsilon(0.1: found 'epsilon(0.1'; expected a ')' at the end" },
        { "gamma(x)", "LRP0302", "Methods › gamma(x): found 'x' for gamma; expected a number" },
        { "gamma(0.1, 2)", "LRP0302", "Methods › gamma(0.1, 2): found '2' in 'gamma'; expected gamma(gamma=0.25)" },
        { "alphabeta(2,2)", "LRP0302", "Methods › alphabeta(2,2): found alpha = 2 and beta = 2; expected alpha - beta = 1 and beta at least 0, or relevance would not be conserved" },
        { "alphabeta(0.5,-0.5)", "LRP0302", "Methods › alphabeta(0.5,-0.5): found alpha = 0.5 and beta = -0.5; expected alpha - beta = 1 and beta at least 0, or relevance would not be conserved" },
        { "attnlrp(2)", "LRP0302", "Methods › attnlrp(2): found '2' in 'attnlrp'; expected attnlrp without arguments" },
        { "gradient(2)", "LRP0302", "Methods › gradient(2): found '2' in 'gradient'; expected gradient without arguments" },
        { "attnlrp+cplrp", "LRP0302", "Methods › attnlrp+cplrp: found 'cplrp' beside the others; expected one composite, at most one rule for all weights, and one of gradient-x-input, smoothgrad, integrated-gradients, occlusion at most" },
        { "zplus+lrp0", "LRP0302", "Methods › zplus+lrp0: found 'lrp0' beside the others; expected one composite, at most one rule for all weights, and one of gradient-x-input, smoothgrad, integrated-gradients, occlusion at most" },
        { "gradient+attnlrp", "LRP0302", "Methods › gradient+attnlrp: found 'attnlrp' beside the others; expected one composite, at most one rule for all weights, and one of gradient-x-input, smoothgrad, integrated-gradients, occlusion at most" },
        { "gradient[* = zplus]", "LRP0302", "Methods › gradient[* = zplus]: found rules in brackets; expected 'gradient' alone: it differentiates every layer" },
        { "attnlrp[*.query]", "LRP0302", "Methods › attnlrp[*.query]: found '*.query'; expected layer = rule, separated by commas, in brackets" },
        { "attnlrp[= zplus]", "LRP0302", "Methods › attnlrp[= zplus]: found '= zplus'; expected layer = rule, separated by commas, in brackets" },
        { "attnlrp[*.query: zplus]", "LRP0302", "Methods › attnlrp[*.query: zplus]: found '*.query: zplus'; expected layer = rule, separated by commas, in brackets" },
        { "attnlrp[*.query = zplus", "LRP0302", "Methods › attnlrp[*.query = zplus: found 'attnlrp[*.query = zplus'; expected layer = rule, separated by commas, in brackets" },
        { "attnlrp[*.query = cplrp]", "LRP0304", "Methods › attnlrp[*.query = cplrp] › *.query: rule 'cplrp' cannot be used for 'bert.encoder.layer.0.attention.self.query' (linear): rules for it are epsilon, norm, lrp0, zplus, alpha_beta, gamma, zbox, w_square, flat, pass, gradient, captum_epsilon, captum_gamma, captum_alpha1_beta0, innvestigate_alpha_beta" },
        { ": attnlrp", "LRP0302", "Methods: found ': attnlrp'; expected name: composite[layer = rule]" },
        { "attnlrp; attnlrp", "LRP0305", "Two methods get the name 'AttnLrp' ('attnlrp' and 'attnlrp'); remove one" },
        { "my rule: attnlrp; MyRule: cplrp", "LRP0305", "Two methods get the name 'MyRule' ('my rule' and 'MyRule'); remove one" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void A_mistake_is_named_with_what_is_needed(string methods, string id, string message)
        => AssertOnly(ExampleModel.Named("Bert").CompileWith(methods), id, message, isError: true);

    [Fact]
    public void All_mistakes_are_reported() => Assert.Equal(
        ["LRP0301", "LRP0302", "LRP0305"],
        ExampleModel.Named("Bert").CompileWith("atnlrp; attnlrp; epsilon(-1); attnlrp").Diagnostics.Select(d => d.Id));

    [Fact]
    public void LRP0303_a_pattern_that_no_layer_fits_is_a_warning_and_the_model_is_generated()
    {
        CompileResult result = ExampleModel.Named("Bert").CompileWith("attnlrp[roberta.* = zplus]");
        AssertOnly(
            result,
            "LRP0303",
            "The layer pattern 'roberta.*' in 'attnlrp[roberta.* = zplus]' matches no layer of this model, so its rule is not used; "
            + "layers are for instance 'bert.embeddings', 'bert.embeddings.LayerNorm', 'bert.encoder.layer.0.attention.self.query'",
            isError: false);
        Assert.NotEmpty(result.Files);
    }

    [Theory]
    [InlineData("*.LayerNorm", "layer_norm", "bert.embeddings.LayerNorm", "epsilon, lrp0, pass, gradient")]
    [InlineData("*.layer.1.attention.self", "attention", "bert.encoder.layer.1.attention.self", "attnlrp, cplrp, derivative")]
    [InlineData("bert.embeddings", "embeddings", "bert.embeddings", "none")]
    public void LRP0304_a_pattern_that_only_other_operators_fit(string pattern, string kind, string module, string rules)
        => AssertOnly(
            ExampleModel.Named("Bert").CompileWith($"attnlrp[{pattern} = gamma(0.25)]"),
            "LRP0304",
            $"Methods › attnlrp[{pattern} = gamma(0.25)] › {pattern}: rule 'gamma' cannot be used for '{module}' ({kind}): rules for it are {rules}",
            isError: true);

    [Theory]
    [InlineData("attnlrp; Model: cplrp; equals: zplus; get type: gamma(1); ToString: epsilon(1)")]
    [InlineData("gradxinput; gradient: cplrp; Gradient Method2: zplus")]
    [InlineData("Forward: attnlrp; Relevance: cplrp; Weights: zplus; Tensors: gamma(1); Label: epsilon(1)")]
    [InlineData("epsilon(1e30); gamma(3e38); epsilon(1e-40)")]
    public void Whatever_a_method_is_called_the_code_compiles(string methods)
    {
        CompileResult result = ExampleModel.Named("Bert").CompileWith(methods);
        Assert.Empty(result.Diagnostics.Select(Descriptions.Format));
        Assert.Equal("", string.Join("\n", UserCompilation.Compile(result.Files)));
    }

    private static LayerGraphSpec Parse(string methods)
    {
        List<DiagnosticInfo> diagnostics = [];
        LayerGraphSpec network = Compiler.Network(
            new ModelRequest("config.json", "Model", "", methods, "public", false, "config.json"), Descriptions.Spec(ExampleModel.Named("Bert").Description), diagnostics)!;
        Assert.Empty(diagnostics);
        return network;
    }

    private static string RuleOf(string method, string layer)
    {
        LayerGraphSpec network = Parse(method);
        return RuleText.Write(network.Methods[0].Rules[network.Layers.Select(l => l.Name).ToList().IndexOf(layer)]);
    }

    private static void AssertOnly(CompileResult result, string id, string message, bool isError)
    {
        Diagnostic diagnostic = Assert.Single(result.Diagnostics).ToDiagnostic();
        Assert.Equal((id, message), (diagnostic.Id, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(isError, diagnostic.Severity == DiagnosticSeverity.Error);
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        Assert.Equal((Descriptions.Path, 0, 0), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
        Assert.True(!isError || result.Files.Count == 0);
    }
}
