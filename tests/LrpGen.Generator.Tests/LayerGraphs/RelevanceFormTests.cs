using System.Text.RegularExpressions;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Tests.LayerGraphs;

/// <summary>In which form a pass carries relevance, as the generated code says it in <c>Layers</c> and in its comments.</summary>
public class RelevanceFormTests
{
    private static readonly string[] Block =
    [
        """{"name": "conv1", "op": "conv2d", "out": 4, "kernel": 3, "padding": 1}""",
        """{"name": "relu1", "op": "relu"}""",
        """{"name": "conv2", "op": "conv2d", "out": 4, "kernel": 3, "padding": 1}""",
        """{"name": "sum", "op": "add", "inputs": ["relu1", "conv2"]}""",
        """{"name": "relu2", "op": "relu"}""",
        """{"name": "pool", "op": "max_pool2d", "kernel": 2}""",
        """{"name": "flatten", "op": "flatten"}""",
        """{"name": "fc", "op": "linear", "out": 3}""",
    ];

    [Fact]
    public void Every_tensor_between_rules_that_hold_the_input_is_in_gradient_form()
    {
        string code = Compile("epsilon-plus");
        Assert.All(["Input", "conv1", "relu1", "conv2", "sum", "relu2", "pool", "flatten"], layer => Assert.Equal("Gradient", FormOf(layer, code)));
        Assert.Equal("Relevance", FormOf("fc", code));
    }

    [Fact]
    public void Where_a_function_passes_relevance_on_it_stays_over_the_functions_value()
    {
        string code = Compile("epsilon-plus");
        Assert.Contains("// conv2, zplus: R(x) = Σ (xw)⁺ / d(z⁺) · R; R/Conv2 → R/Relu1.", code, StringComparison.Ordinal);
        Assert.Contains("// conv1, zplus: R(x) = Σ (xw)⁺ / d(z⁺) · R; R/Relu1 → R/Input.", code, StringComparison.Ordinal);
        Assert.Contains("// sum, norm: every branch gets its share, a / d(Σ) · R; R/Relu2 → R/Relu1, R/Conv2.", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flat")]
    [InlineData("w_square")]
    [InlineData("zbox(-1, 1)")]
    [InlineData("gradient")]
    public void Rules_that_give_to_an_input_of_zero_give_relevance_itself(string rule)
    {
        string code = Compile($"mine: epsilon-plus[conv1 = {rule}]");
        Assert.Equal("Relevance", FormOf("Input", code));
        Assert.Equal("Gradient", FormOf("relu1", code));
    }

    [Fact]
    public void A_tensor_with_readers_of_both_kinds_carries_relevance_itself()
    {
        // relu1 is read by the sum, in proportion, and by conv2, with the same share for all.
        string code = Compile("mine: epsilon-plus[conv2 = flat]");
        Assert.Equal("Relevance", FormOf("relu1", code));
        Assert.Equal("Gradient", FormOf("conv2", code));
    }

    [Fact]
    public void A_derivative_is_applied_to_relevance_itself()
    {
        string code = Compile("mine: epsilon-plus[sum = gradient, conv2 = gradient]");
        Assert.Contains("// From here on R itself: the relevance of Conv2 is Relu2 ⊙ what was carried.", code, StringComparison.Ordinal);
        Assert.Contains("// conv2, gradient: R(x) = Wᵀ R; R → R.", code, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gradient_carries_relevance_itself_everywhere()
        => Assert.DoesNotContain("RelevanceForm.Gradient", Compile("gradient"), StringComparison.Ordinal);

    [Fact]
    public void Behind_a_relu_the_parts_of_negative_inputs_are_not_computed()
    {
        string code = Compile("zplus");
        Assert.Contains("Products.SignedCombination", Rule("conv1, zplus", code), StringComparison.Ordinal);
        Assert.DoesNotContain("Products.SignedCombination", Rule("conv2, zplus", code), StringComparison.Ordinal);
        Assert.DoesNotContain("InputMap.Negative", Rule("conv2, zplus", code), StringComparison.Ordinal);
    }

    [Fact]
    public void Branches_share_what_arrives_unless_a_condition_holds_on_one_of_them()
    {
        string code = Compile("gradient");

        // A convolution must not add to what it reads: what the other branch gets is copied before it does, and nothing else is.
        Match copy = Assert.Single(Regex.Matches(code, @"Residual\.Copy\(r\.(\w+), r\.(\w+), run\.Workers\);"));
        Assert.Equal("Relu1", copy.Groups[1].Value);
        Match separate = Regex.Match(code, @"run\.Separate\(r\.(\w+), r\.(\w+)\);");
        Assert.True(separate.Success);
        Assert.Contains($"public Lrp::Matrix {separate.Groups[2]} => !run.IsRestricted(2) ? {separate.Groups[1]} : run.TargetSamples(", code, StringComparison.Ordinal);
    }

    private static string Compile(string methods)
    {
        LayerGraphSpec spec = Graphs.Spec(Graphs.Of("[2, 8, 8]", "fc", Block), methods);
        CompileResult result = Compiler.Compile(new ModelRequest("tiny.lrp.json", "Tiny", "Tests", methods, "public", false, Graphs.Path), spec);
        Assert.Empty(result.Diagnostics);
        return string.Join("\n", result.Files.Select(file => file.Text));
    }

    private static string FormOf(string layer, string code)
    {
        string line = code.Split('\n').Single(l => l.Contains($"new(\"{layer}\"", StringComparison.Ordinal) && l.Contains("Forms =", StringComparison.Ordinal));
        return line.Contains("RelevanceForm.Gradient", StringComparison.Ordinal) ? "Gradient" : "Relevance";
    }

    // The calls below a comment, up to the next one.
    private static string Rule(string comment, string code)
    {
        string rest = code[code.IndexOf("// " + comment, StringComparison.Ordinal)..];
        return rest[..rest.IndexOf("\n\n", StringComparison.Ordinal)];
    }
}
