using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;
using LrpGen.Generator.Tests.Snapshots;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Tests;

/// <summary>The grammar of <c>Methods</c>, and what it says of everything else.</summary>
public class MethodParserTests
{
    [Theory]
    [InlineData("attnlrp", "AttnLrp", "AttnLrp", "lrp0")]
    [InlineData("cplrp", "CpLrp", "CpLrp", "lrp0")]
    [InlineData("lrp0", "Lrp0", "AttnLrp", "lrp0")]
    [InlineData("epsilon(0.25)+attnlrp", "Epsilon0_25AttnLrp", "AttnLrp", "epsilon(0.25)")]
    [InlineData("epsilon(0)", "Epsilon0", "AttnLrp", "epsilon(0)")]
    [InlineData("cplrp + gamma( 5e-2 )", "CpLrpGamma5e2", "CpLrp", "gamma(0.05)")]
    [InlineData("alphabeta(2,1)+cplrp", "AlphaBeta2_1CpLrp", "CpLrp", "alphabeta(2,1)")]
    [InlineData("alphabeta(1,0)", "AlphaBeta1_0", "AttnLrp", "zplus")]
    [InlineData("zplus", "ZPlus", "AttnLrp", "zplus")]
    [InlineData("gradient", "Gradient", "Gradient", "lrp0")]
    [InlineData("gradxinput", "GradientTimesInput", "Gradient", "lrp0")]
    [InlineData("integrated-gradients", "IntegratedGradients", "Gradient", "lrp0")]
    [InlineData("my rule: epsilon(1)+cplrp", "MyRule", "CpLrp", "epsilon(1)")]
    [InlineData("2nd: attnlrp", "Method2nd", "AttnLrp", "lrp0")]
    [InlineData("γ: gamma(1)", "Γ", "AttnLrp", "gamma(1)")]
    public void A_method_has_an_identifier_and_rules(string text, string identifier, string attention, string linear)
    {
        Method method = Assert.Single(Parse(text));
        Assert.Equal((identifier, attention, linear), (method.Identifier, method.Pass.Attention.ToString(), method.Pass.Default.Text));
    }

    [Theory]
    [InlineData("gradient", "Gradient"), InlineData("gradxinput", "Relevance"), InlineData("integrated-gradients", "IntegratedGradients"), InlineData("attnlrp", "Relevance")]
    public void A_method_says_what_is_read_from_its_pass(string text, string reading) => Assert.Equal(reading, Parse(text)[0].Reading);

    [Fact]
    public void Methods_that_do_the_same_share_a_pass()
    {
        EquatableArray<Method> methods = Parse("attnlrp; lrp0; mine: lrp0+attnlrp; gradient; gradxinput; integrated-gradients; zplus; alphabeta(1,0)");
        Assert.Equal(["AttnLrp", "AttnLrp", "AttnLrp", "Gradient", "Gradient", "Gradient", "ZPlus", "ZPlus"], methods.Select(m => m.Pass.Identifier));
        Assert.Equal(3, methods.Select(m => m.Pass).Distinct().Count());
    }

    [Fact]
    public void Of_two_patterns_that_fit_the_later_one_holds()
    {
        EncoderPass pass = Parse("attnlrp[*.layer.1.* = gamma(0.5), *.query = zplus, *.layer.1*.query = epsilon(1)]")[0].Pass;
        Assert.Equal("lrp0", pass.RuleFor("bert.encoder.layer.0.output.dense").Text);
        Assert.Equal("gamma(0.5)", pass.RuleFor("bert.encoder.layer.1.output.dense").Text);
        Assert.Equal("zplus", pass.RuleFor("bert.encoder.layer.0.attention.self.query").Text);
        Assert.Equal("epsilon(1)", pass.RuleFor("bert.encoder.layer.1.attention.self.query").Text);
        Assert.Equal("epsilon(1)", pass.RuleFor("bert.encoder.layer.11.attention.self.query").Text);
    }

    [Theory]
    [InlineData("a.b", "a.b", true), InlineData("a.b", "a.bc", false), InlineData("*", "", true), InlineData("*", "a.b", true)]
    [InlineData("a*", "a", true), InlineData("*b*d", "abcd", true), InlineData("*b*d", "abdc", false), InlineData("a.b", "axb", false), InlineData("A", "a", false)]
    public void A_pattern_is_a_name_with_stars(string pattern, string name, bool fits) =>
        Assert.Equal(fits, new LayerRule(pattern, new ZeroRule()).Fits(name));

    public static TheoryData<string, string, string> Errors => new()
    {
        { "atnlrp", "LRP0301", $"'atnlrp' is not a known method or rule; did you mean 'attnlrp'?; known are {MethodParser.KnownNames}" },
        { "epsilom(0.1)+attnlrp", "LRP0301", $"'epsilom' is not a known method or rule; did you mean 'epsilon'?; known are {MethodParser.KnownNames}" },
        { "integrated_gradients", "LRP0301", $"'integrated_gradients' is not a known method or rule; did you mean 'integrated-gradients'?; known are {MethodParser.KnownNames}" },
        { "shap", "LRP0301", $"'shap' is not a known method or rule; known are {MethodParser.KnownNames}" },
        { "attnlrp[*.query = flat]", "LRP0301", $"'flat' is not a known method or rule; known are {MethodParser.KnownNames}" },
        { "attnlrp+", "LRP0301", $"'' is not a known method or rule; known are {MethodParser.KnownNames}" },
        { "epsilon", "LRP0302", "epsilon: found 'epsilon'; expected one number that is not negative, as in epsilon(0.25)" },
        { "epsilon(-1)", "LRP0302", "epsilon(-1): found 'epsilon(-1)'; expected one number that is not negative, as in epsilon(0.25)" },
        { "epsilon(0,25)", "LRP0302", "epsilon(0,25): found 'epsilon(0,25)'; expected one number that is not negative, as in epsilon(0.25)" },
        { "epsilon(NaN)", "LRP0302", "epsilon(NaN): found 'epsilon(NaN)'; expected numbers in parentheses" },
        { "epsilon(1e39)", "LRP0302", "epsilon(1e39): found 'epsilon(1e39)'; expected numbers in parentheses" },
        { "epsilon(0.1", "LRP0302", "epsilon(0.1: found 'epsilon(0.1'; expected numbers in parentheses" },
        { "gamma(x)", "LRP0302", "gamma(x): found 'gamma(x)'; expected numbers in parentheses" },
        { "gamma(0.1, 2)", "LRP0302", "gamma(0.1, 2): found 'gamma(0.1, 2)'; expected one number that is not negative, as in gamma(0.05)" },
        { "alphabeta(2,2)", "LRP0302", "alphabeta(2,2): found 'alphabeta(2,2)'; expected α and β with α − β = 1 and β ≥ 0, as in alphabeta(2,1)" },
        { "alphabeta(0.5,-0.5)", "LRP0302", "alphabeta(0.5,-0.5): found 'alphabeta(0.5,-0.5)'; expected α and β with α − β = 1 and β ≥ 0, as in alphabeta(2,1)" },
        { "attnlrp(2)", "LRP0302", "attnlrp(2): found 'attnlrp(2)'; expected attnlrp without a parameter" },
        { "gradient(2)", "LRP0302", "gradient(2): found 'gradient(2)'; expected gradient without a parameter" },
        { "attnlrp+cplrp", "LRP0302", "attnlrp+cplrp: found 'cplrp' as the second rule of its kind; expected one rule for attention and one for dense layers" },
        { "zplus+lrp0", "LRP0302", "zplus+lrp0: found 'lrp0' as the second rule of its kind; expected one rule for attention and one for dense layers" },
        { "gradient+attnlrp", "LRP0302", "gradient+attnlrp: found rules beside 'gradient'; expected 'gradient' alone: it is the derivative everywhere" },
        { "gradient[* = zplus]", "LRP0302", "gradient[* = zplus]: found rules beside 'gradient'; expected 'gradient' alone: it is the derivative everywhere" },
        { "attnlrp[*.query]", "LRP0302", "attnlrp[*.query]: found '*.query'; expected 'layer pattern = rule'" },
        { "attnlrp[= zplus]", "LRP0302", "attnlrp[= zplus]: found '= zplus'; expected 'layer pattern = rule'" },
        { "attnlrp[*.query: zplus]", "LRP0302", "attnlrp[*.query: zplus]: found '*.query: zplus'; expected 'layer pattern = rule'" },
        { "attnlrp[*.query = zplus", "LRP0302", "attnlrp[*.query = zplus: found 'attnlrp[*.query = zplus'; expected a ']' behind the rules in brackets" },
        { "attnlrp[*.query = cplrp]", "LRP0302", "attnlrp[*.query = cplrp]: found 'cplrp' for a layer pattern; expected a rule for dense layers: lrp0, epsilon(ε), gamma(γ), alphabeta(α,β), zplus" },
        { ": attnlrp", "LRP0302", ": attnlrp: found no name before ':'; expected a name, as in 'mine: attnlrp'" },
        { "attnlrp; attnlrp", "LRP0305", "Two methods get the name 'AttnLrp' ('attnlrp' and 'attnlrp'); remove one" },
        { "my rule: attnlrp; MyRule: cplrp", "LRP0305", "Two methods get the name 'MyRule' ('my rule' and 'MyRule: cplrp'); remove one" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void A_mistake_is_named_with_what_is_needed(string methods, string id, string message)
        => AssertOnly(ExampleModel.Named("Bert").CompileWith(methods), id, message, isError: true);

    [Fact]
    public void All_mistakes_are_reported() => Assert.Equal(
        ["LRP0301", "LRP0302", "LRP0305"],
        ExampleModel.Named("Bert").CompileWith("atnlrp; attnlrp; epsilon; attnlrp").Diagnostics.Select(d => d.Id));

    [Fact]
    public void LRP0303_a_pattern_that_no_layer_fits_is_a_warning_and_the_model_is_generated()
    {
        CompileResult result = ExampleModel.Named("Bert").CompileWith("attnlrp[roberta.* = zplus]");
        AssertOnly(
            result,
            "LRP0303",
            "The layer pattern 'roberta.*' in 'attnlrp[roberta.* = zplus]' matches no layer of this model, so its rule is not used; "
            + "layers are for instance bert.encoder.layer.0.attention.self.query, bert.encoder.layer.0.attention.self.key, bert.encoder.layer.0.attention.self.value",
            isError: false);
        Assert.NotEmpty(result.Files);
    }

    [Theory]
    [InlineData("*.LayerNorm", "layer norm", "bert.embeddings.LayerNorm", "none but its own; patterns choose dense layers")]
    [InlineData("*.layer.1.attention.self", "attention, 3 heads", "bert.encoder.layer.1.attention.self", "attnlrp and cplrp, given for all layers at once, as in 'epsilon(0.25)+cplrp'")]
    [InlineData("bert.embeddings", "embeddings", "bert.embeddings", "none but its own; patterns choose dense layers")]
    public void LRP0304_a_pattern_that_only_other_operators_fit(string pattern, string kind, string module, string rules)
        => AssertOnly(
            ExampleModel.Named("Bert").CompileWith($"attnlrp[{pattern} = gamma(0.25)]"),
            "LRP0304",
            $"attnlrp[{pattern} = gamma(0.25)]: rule 'gamma(0.25)' cannot be used for '{module}' ({kind}): rules for it are {rules}",
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

    private static EquatableArray<Method> Parse(string text)
    {
        (EquatableArray<Method> methods, EquatableArray<MethodError> errors) = MethodParser.Parse(text);
        Assert.Empty(errors);
        return methods;
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
