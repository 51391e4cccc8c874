using System.Globalization;
using System.Text.RegularExpressions;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading.LayerGraphs;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Tests.LayerGraphs;

/// <summary>Each id that reading a layer graph can raise, with its place and its words.</summary>
public class GraphDiagnosticTests
{
    private const string Relu = "{\"name\": \"r\", \"op\": \"relu\"}";

    /// <summary>Id, text of the description, line, column, message.</summary>
    public static TheoryData<string, string, int, int, string> Cases => new()
    {
        { "LRP0002", "// a\n{\n  \"layers\": tru\n}", 3, 13, "Not valid JSON: found 'tru'; expected a value" },
        { "LRP0003", "{\n  \"output\": \"a\", \"output\": \"b\"\n}", 2, 18, "The key 'output' is given twice (first given in line 2); which one holds would depend on the reader" },
        { "LRP0004", "[]", 1, 1, "A model description is a JSON object, but this file holds an empty array" },
        { "LRP0104", "{\"input\": 3, \"layers\": [" + Relu + "], \"output\": \"r\"}", 1, 11, "input: found 3; expected an object such as {\"name\": \"input\", \"shape\": [3, 224, 224]}" },
        { "LRP0104", Graphs.Of("[4]", "r", Relu, "  3"), 5, 3, "layers › 1: found 3; expected an object such as {\"name\": \"relu1\", \"op\": \"relu\"}" },
        { "LRP0104", One("[4]", "\"op\": \"linear\", \"out\": \"4\""), 4, 38, "l › out: found '4'; expected an integer" },
        { "LRP0104", One("[4, 4]", "\"op\": \"conv1d\", \"out\": 4, \"kernel\": [3, 3]"), 4, 51, "l › kernel: found an array; expected an integer" },
        { "LRP0104", One("[4, 4]", "\"op\": \"conv1d\", \"inputs\": [\"input\", \"input\"]"), 4, 41, "l › inputs: found 2 names; expected an array with the name of one layer" },
        { "LRP0104", One("[4]", "\"op\": \"add\", \"inputs\": [\"input\"]"), 4, 38, "l › inputs: found 1 names; expected an array with the names of two layers or more" },
        { "LRP0105", One("[4]", "\"op\": \"linear\", \"out\": 0"), 4, 38, "l › out: found 0; expected an integer from 1 to 16777216" },
        { "LRP0105", One("[4]", "\"op\": \"batch_norm\", \"eps\": -1"), 4, 42, "l › eps: found -1; expected a finite number, 0 or above" },
        { "LRP0105", One("[4]", "\"op\": \"normalize\", \"mean\": 0, \"std\": [1, 0, 1, 1]"), 4, 56, "l › std: found 0; expected a finite number above 0 (in single precision)" },
        { "LRP0106", One("[3, 4, 4]", "\"op\": \"upsample\", \"scale\": 2, \"mode\": \"bilinaer\""), 4, 53, "l › mode: found 'bilinaer'; supported: 'nearest', 'bilinear'; did you mean 'bilinear'?" },
        { "LRP0110", Graphs.With("[2]", "r", ",\n  \"labels\": [\"a\", \"a\"]", Relu), 7, 19, "labels › 1: the label 'a' is already the name of index 0; labels need different names" },
        { "LRP0114", Graphs.With("[2]", "r", ",\n  \"lables\": [\"a\", \"b\"]", Relu), 7, 3, "lables: unknown key; did you mean 'labels'?; keys here are '$schema', 'name', 'input', 'layers', 'output', 'labels', 'problem_type', 'relevance'" },
        { "LRP0114", One("[4, 4]", "\"op\": \"max_pool1d\", \"kernal\": 2, \"kernel\": 2"), 4, 35, "l › kernal: unknown key; did you mean 'kernel'?; keys here are 'name', 'op', 'inputs', 'kernel', 'stride', 'padding', 'ceil_mode'" },
        { "LRP0115", "{\"input\": {\"shape\": [4]}, \"output\": \"r\"}", 1, 1, "layers: found no such key; expected an array of 1 to 10000 layers" },
        { "LRP0115", "{\"input\": {\"shape\": [4]}, \"layers\": [" + Relu + "]}", 1, 1, "output: found no such key; expected a string" },
        { "LRP0115", One("[4]", "\"op\": \"linear\""), 4, 1, "l › out: found no such key; expected an integer" },
        { "LRP0115", One("[4]", "\"op\": \"add\""), 4, 1, "l › inputs: found no such key; expected an array with the names of two layers or more" },
        { "LRP0116", One("[4]", "\"op\": \"con2vd\""), 4, 21, "l › op: found 'con2vd'; did you mean 'conv2d'?; operators are 'linear', 'conv1d', 'conv2d', 'conv3d', 'conv_transpose1d', 'conv_transpose2d', 'conv_transpose3d', 'batch_norm', 'layer_norm', 'scale', 'normalize', 'relu', 'relu6', 'clip', 'leaky_relu', 'elu', 'gelu', 'silu', 'tanh', 'sigmoid', 'softplus', 'hard_sigmoid', 'hard_swish', 'prelu', 'max_pool1d', 'max_pool2d', 'max_pool3d', 'adaptive_max_pool1d', 'adaptive_max_pool2d', 'adaptive_max_pool3d', 'global_max_pool', 'avg_pool1d', 'avg_pool2d', 'avg_pool3d', 'adaptive_avg_pool1d', 'adaptive_avg_pool2d', 'adaptive_avg_pool3d', 'global_avg_pool', 'add', 'mul', 'concat', 'flatten', 'reshape', 'slice', 'dropout', 'constant_pad1d', 'constant_pad2d', 'constant_pad3d', 'upsample', 'softmax'" },
        { "LRP0117", Graphs.Of("[4]", "rr", Relu), 6, 13, "output: there is no layer 'rr'; did you mean 'r'?" },
        { "LRP0117", One("[4]", "\"op\": \"relu\", \"inputs\": [\"inptu\"]"), 4, 40, "l › inputs: there is no layer 'inptu'; did you mean 'input'?" },
        { "LRP0118", Graphs.Of("[4]", "r", "{\"name\": \"a\", \"op\": \"relu\", \"inputs\": [\"r\"]}", "{\"name\": \"r\", \"op\": \"relu\", \"inputs\": [\"input\"]}"), 4, 40, "a › inputs: 'r' is not computed before this layer: it stands in line 5, behind this layer; put every layer behind those that it reads" },
        { "LRP0118", Graphs.Of("[4]", "r", "{\"name\": \"a\", \"op\": \"relu\", \"inputs\": [\"r\"]}", Relu), 4, 40, "a › inputs: 'r' is not computed before this layer: it stands in line 5 and needs this layer itself, so neither could be computed first" },
        { "LRP0118", One("[4]", "\"op\": \"relu\", \"inputs\": [\"l\"]"), 4, 40, "l › inputs: 'l' is not computed before this layer: a layer cannot be its own input" },
        { "LRP0119", Graphs.Of("[4]", "r", Relu, Relu), 5, 10, "The name 'r' is already that of the layer in line 4; layers need different names" },
        { "LRP0119", Graphs.Of("[4]", "r", Relu, "{\"name\": \"input\", \"op\": \"relu\"}"), 5, 10, "The name 'input' is already that of the input; layers need different names" },
        { "LRP0120", Graphs.Of("[4]", "r", Relu, "{\"name\": \"s\", \"op\": \"relu\"}"), 5, 10, "The layer 's' does not contribute to the output 'r' and is left out" },
        { "LRP0121", Graphs.Of("[4]", "r", "{\"name\": \"s\", \"op\": \"softmax\"}", Relu), 4, 10, "s: found 'softmax' here, but it may only be the output of the network" },

        { "LRP0201", One("[4]", "\"op\": \"linear\", \"in\": 5, \"out\": 3"), 4, 37, "l › in: found 5; expected 4, the features of the input [4]" },
        { "LRP0201", One("[4, 9]", "\"op\": \"conv1d\", \"out\": 3, \"kernel\": 3, \"groups\": 2"), 4, 64, "l › groups: found 2; expected a number that divides both the 4 channels of the input and the 3 of the output" },
        { "LRP0201", One("[4, 9]", "\"op\": \"conv_transpose1d\", \"out\": 3, \"kernel\": 3, \"stride\": 2, \"output_padding\": 2"), 4, 95, "l › output_padding: found 2; expected less than the stride or the dilation, here 2" },
        { "LRP0201", One("[4, 9]", "\"op\": \"max_pool1d\", \"kernel\": 3, \"padding\": 2"), 4, 59, "l › padding: found 2; expected at most half of the kernel, here 1; a window would hold nothing but padding" },
        { "LRP0201", One("[4, 9]", "\"op\": \"normalize\", \"mean\": [1, 2], \"std\": 1"), 4, 42, "l › mean: found 2 numbers; expected one, or 4, one for each channel of the input [4, 9]" },
        { "LRP0201", One("[4, 9]", "\"op\": \"reshape\", \"shape\": [5, -1]"), 4, 41, "l › shape: found [5, -1]; expected sizes whose product is 36, the numbers of the input [4, 9]; at most one may be -1" },
        { "LRP0201", One("[4, 9]", "\"op\": \"batch_norm\", \"spatial\": 2"), 4, 46, "l › spatial: found 2; expected 1, the axes behind the channels of [4, 9]" },
        { "LRP0202", One("[4, 9]", "\"op\": \"linear\", \"out\": 3"), 4, 21, "l › op: found an input of shape [4, 9]; needed a row of features: put a 'flatten' before it" },
        { "LRP0202", One("[4, 9]", "\"op\": \"conv2d\", \"out\": 3, \"kernel\": 3"), 4, 21, "l › op: found an input of shape [4, 9]; needed channels and 2 axes behind them" },
        { "LRP0202", One("[4]", "\"op\": \"global_avg_pool\""), 4, 21, "l › op: found an input of shape [4]; needed one with axes behind the channels" },
        { "LRP0203", One("[4, 9]", "\"op\": \"conv1d\", \"out\": 3, \"kernel\": 6, \"dilation\": 2"), 4, 51, "l › kernel: found a window of 11 over an axis of 9 with padding 0 on both sides; needed a window of at most 9" },
        { "LRP0203", One("[4, 9]", "\"op\": \"slice\", \"start\": 3, \"end\": 2"), 4, 49, "l › end: found a part from 3 up to 2; needed an end above 3" },
        { "LRP0203", One("[4, 1]", "\"op\": \"conv_transpose1d\", \"out\": 3, \"kernel\": 1, \"padding\": 1"), 4, 75, "l › padding: found an axis of -1 behind the layer; needed 1 to 16777216" },
        { "LRP0204", Graphs.Of("[4]", "s", "{\"name\": \"r\", \"op\": \"linear\", \"out\": 3}", "{\"name\": \"s\", \"op\": \"add\", \"inputs\": [\"r\", \"input\"]}"), 5, 38, "s › inputs: found shapes [3], [4]; needed the same shape of all" },
        { "LRP0204", Graphs.Of("[4, 4]", "s", "{\"name\": \"r\", \"op\": \"slice\", \"end\": 3}", "{\"name\": \"s\", \"op\": \"concat\", \"axis\": 2, \"inputs\": [\"r\", \"input\"]}"), 5, 52, "s › inputs: found shapes [3, 4], [4, 4]; needed shapes that differ along axis 2 only" },
        { "LRP0104", One("[4, 9]", "\"op\": \"max_pool1d\", \"kernel\": 3, \"padding\": [1, 0]"), 4, 59, "l › padding: found an array; expected an integer or an array of 1, each an integer or a pair [before, behind]" },
        { "LRP0104", One("[4, 9]", "\"op\": \"max_pool1d\", \"kernel\": 3, \"padding\": [[1, 0, 1]]"), 4, 60, "l › padding: found an array; expected a pair [before, behind]" },
        { "LRP0104", Graphs.Of("[4]", "m", Relu, "{\"name\": \"m\", \"op\": \"mul\", \"inputs\": [\"r\", \"r\", \"input\"]}"), 5, 38, "m › inputs: found 3 names; expected an array with the names of two layers" },
        { "LRP0115", One("[4]", "\"op\": \"clip\""), 4, 1, "l › min: found no such key; expected 'min', 'max' or both" },
        { "LRP0201", One("[4]", "\"op\": \"clip\", \"min\": 1, \"max\": 0.5"), 4, 46, "l › max: found 0.5; expected at least the lower limit, 1" },
        { "LRP0201", One("[4, 9]", "\"op\": \"prelu\", \"num_parameters\": 3"), 4, 48, "l › num_parameters: found 3; expected 1, or 4, the channels of the input [4, 9]" },
        { "LRP0201", One("[4, 9]", "\"op\": \"constant_pad1d\", \"pad\": [1, 1, 1, 1]"), 4, 46, "l › pad: found 4 numbers; expected an array of 2 integers, 0 or above: before and behind each axis, the last axis first" },
        { "LRP0201", One("[4, 9]", "\"op\": \"avg_pool1d\", \"kernel\": 3, \"padding\": [[0, 3]]"), 4, 59, "l › padding: found 3; expected less than the kernel on each side, here 2; a window would hold nothing but padding" },
        { "LRP0203", One("[4, 2]", "\"op\": \"max_pool1d\", \"kernel\": 4, \"stride\": 2, \"ceil_mode\": true"), 4, 45, "l › kernel: found a window of 4 over an axis of 2 with padding 0 on both sides; needed a window of at most 3" },
        { "LRP0203", One("[4, 2]", "\"op\": \"conv1d\", \"out\": 1, \"kernel\": 4, \"padding\": [[1, 0]]"), 4, 51, "l › kernel: found a window of 4 over an axis of 2 with padding 1 before and 0 behind it; needed a window of at most 3" },
        { "LRP0204", Graphs.Of("[4, 3]", "s", "{\"name\": \"r\", \"op\": \"slice\", \"end\": 2}", "{\"name\": \"s\", \"op\": \"mul\", \"inputs\": [\"input\", \"r\"]}"), 5, 38, "s › inputs: found shapes [4, 3], [2, 3]; needed the signal first, and a gate of the same shape, or with 1 in place of sizes of it" },
        { "LRP0205", Graphs.With("[2]", "r", ",\n  \"labels\": [\"a\"]", Relu), 7, 13, "labels: found 1 labels; needed 2, one for each output of the output [2]" },
        { "LRP0205", "{\"input\": {\"shape\": [2], \"columns\": [\"age\"]}, \"layers\": [" + Relu + "], \"output\": \"r\"}", 1, 37, "input › columns: found 1 names; needed 2, one for each feature" },
        { "LRP0401", One("[16777216]", "\"op\": \"linear\", \"out\": 1000"), 4, 21, "l › op: needs [1000, 16777216] numbers, but at most 2147483647 are possible" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Says_what_was_found_what_is_needed_and_where(string id, string text, int line, int column, string message)
    {
        LayerGraphResult result = Graphs.Read(text);
        DiagnosticInfo diagnostic = Assert.Single(result.Diagnostics);
        FileLinePositionSpan place = diagnostic.ToDiagnostic().Location.GetLineSpan();
        Assert.Equal(
            (id, line, column, message),
            (diagnostic.Id, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, diagnostic.ToDiagnostic().GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal(diagnostic.IsError, result.Spec is null);
    }

    [Fact]
    public void Every_diagnostic_that_reading_can_raise_has_a_case()
    {
        string[] sources = Directory.GetFiles(Repository.PathOf("generator", "LrpGen.Generator", "Reading", "LayerGraphs"), "*.cs", SearchOption.AllDirectories);
        string[] raised = [.. sources.SelectMany(file => Regex.Matches(File.ReadAllText(file), @"DiagnosticCatalog\.(\w+)")).Select(match => match.Groups[1].Value).Distinct()];
        Assert.NotEmpty(raised);
        string[] provoked = [.. Cases.Concat(MethodTests.Cases).Select(row => (string)row[0])];
        Assert.All(raised, name => Assert.Contains(((DiagnosticDescriptor)typeof(DiagnosticCatalog).GetField(name)!.GetValue(null)!).Id, provoked));
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        LayerGraphResult result = Graphs.Read(Graphs.Of(
            "[4]",
            "nothing",
            "{\"name\": \"a\", \"op\": \"linaer\"}",
            "{\"name\": \"b\", \"op\": \"linear\", \"in\": 3, \"out\": 2, \"inputs\": [\"input\"]}",
            "{\"name\": \"c\", \"op\": \"relu\", \"slope\": 1}"));
        Assert.Equal(["LRP0116", "LRP0201", "LRP0114", "LRP0117"], result.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void A_layer_behind_a_wrong_one_is_not_blamed()
    {
        LayerGraphResult result = Graphs.Read(Graphs.Of("[4, 9]", "b", "{\"name\": \"a\", \"op\": \"linear\", \"out\": 2}", "{\"name\": \"b\", \"op\": \"linear\", \"out\": 2}"));
        Assert.Equal("LRP0202", Assert.Single(result.Diagnostics).Id);
    }

    private static string One(string input, string fields) => Graphs.Of(input, "l", $"{{\"name\": \"l\", {fields}}}");
}
