using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Tests.LayerGraphs;

/// <summary>The shape behind each operator. Formulas are PyTorch's, from its documentation of each module.</summary>
public class ShapeTests
{
    [Theory]
    // (L + 2 padding - dilation (kernel - 1) - 1) / stride + 1, rounded down.
    [InlineData("[3, 10]", "\"op\": \"conv1d\", \"out\": 4, \"kernel\": 3", "[4, 8]")]
    [InlineData("[3, 10]", "\"op\": \"conv1d\", \"out\": 4, \"kernel\": [3], \"stride\": [2], \"padding\": [1], \"dilation\": [2]", "[4, 4]")]
    [InlineData("[2, 9, 7]", "\"op\": \"conv2d\", \"out\": 6, \"kernel\": [3, 2], \"stride\": [2, 1], \"padding\": 1, \"groups\": 2", "[6, 5, 8]")]
    [InlineData("[2, 8, 12, 10]", "\"op\": \"conv3d\", \"in\": 2, \"out\": 5, \"kernel\": 3, \"stride\": [1, 2, 2]", "[5, 6, 5, 4]")]
    // (L - 1) stride - 2 padding + dilation (kernel - 1) + output_padding + 1.
    [InlineData("[3, 10]", "\"op\": \"conv_transpose1d\", \"out\": 4, \"kernel\": 4, \"stride\": 2, \"padding\": 1", "[4, 20]")]
    [InlineData("[3, 5, 6]", "\"op\": \"conv_transpose2d\", \"out\": 4, \"kernel\": 3, \"stride\": 2, \"padding\": 1, \"output_padding\": [1, 0]", "[4, 10, 11]")]
    [InlineData("[3, 2, 5, 6]", "\"op\": \"conv_transpose3d\", \"out\": 4, \"kernel\": 2, \"dilation\": [1, 2, 1]", "[4, 3, 7, 7]")]
    [InlineData("[7]", "\"op\": \"linear\", \"in\": 7, \"out\": 3, \"bias\": false", "[3]")]
    [InlineData("[7]", "\"op\": \"batch_norm\", \"spatial\": 1", "[7]")]
    [InlineData("[7, 4, 4]", "\"op\": \"batch_norm\", \"features\": 7, \"eps\": 0.001, \"spatial\": 2", "[7, 4, 4]")]
    [InlineData("[7, 4]", "\"op\": \"layer_norm\", \"features\": 7, \"eps\": 0, \"affine\": false", "[7, 4]")]
    [InlineData("[7, 4]", "\"op\": \"scale\", \"bias\": true", "[7, 4]")]
    [InlineData("[3, 4, 4]", "\"op\": \"normalize\", \"mean\": [0.4, 0.5, 0.6], \"std\": 0.2", "[3, 4, 4]")]
    [InlineData("[3, 9]", "\"op\": \"max_pool1d\", \"kernel\": 2", "[3, 4]")]
    [InlineData("[3, 9, 9]", "\"op\": \"max_pool2d\", \"kernel\": 2, \"ceil_mode\": true", "[3, 5, 5]")]
    [InlineData("[3, 9, 9, 9]", "\"op\": \"max_pool3d\", \"kernel\": 3, \"stride\": [1, 2, 3], \"padding\": 1", "[3, 9, 5, 3]")]
    [InlineData("[3, 9]", "\"op\": \"avg_pool1d\", \"kernel\": 3, \"stride\": 4, \"padding\": 1, \"ceil_mode\": true", "[3, 3]")]
    // With ceil_mode a last window would begin at 6, behind the input's 5 and its padding of 1: torch drops it.
    [InlineData("[3, 5]", "\"op\": \"avg_pool1d\", \"kernel\": 2, \"stride\": 3, \"padding\": 1, \"ceil_mode\": true", "[3, 2]")]
    // Rounded up, the only window may be longer than the axis: torch gives one output.
    [InlineData("[3, 2]", "\"op\": \"max_pool1d\", \"kernel\": 3, \"stride\": 2, \"ceil_mode\": true", "[3, 1]")]
    [InlineData("[3, 2]", "\"op\": \"avg_pool1d\", \"kernel\": 3, \"stride\": 2, \"ceil_mode\": true", "[3, 1]")]
    [InlineData("[3, 6, 9]", "\"op\": \"max_pool2d\", \"kernel\": 3, \"stride\": 2, \"padding\": [[0, 1], 1]", "[3, 3, 5]")]
    [InlineData("[2, 9, 7]", "\"op\": \"conv2d\", \"out\": 6, \"kernel\": [3, 2], \"stride\": [2, 1], \"padding\": [[0, 2], [1, 0]]", "[6, 5, 7]")]
    [InlineData("[3, 10]", "\"op\": \"conv_transpose1d\", \"out\": 4, \"kernel\": 4, \"stride\": 2, \"padding\": [[1, 0]]", "[4, 21]")]
    [InlineData("[3, 7]", "\"op\": \"adaptive_max_pool1d\", \"output_size\": 4", "[3, 4]")]
    [InlineData("[3, 7, 9]", "\"op\": \"adaptive_max_pool2d\", \"output_size\": [4, 2]", "[3, 4, 2]")]
    [InlineData("[3, 7, 9, 5]", "\"op\": \"adaptive_max_pool3d\", \"output_size\": [4, 2, 1]", "[3, 4, 2, 1]")]
    [InlineData("[3, 7, 9]", "\"op\": \"global_max_pool\"", "[3, 1, 1]")]
    [InlineData("[3, 7]", "\"op\": \"constant_pad1d\", \"pad\": [2, 1]", "[3, 10]")]
    [InlineData("[3, 7, 9]", "\"op\": \"constant_pad2d\", \"pad\": [2, 1, 0, 4], \"value\": -1.5", "[3, 11, 12]")]
    [InlineData("[3, 7, 9, 5]", "\"op\": \"constant_pad3d\", \"pad\": [0, 0, 0, 0, 1, 2]", "[3, 10, 9, 5]")]
    [InlineData("[3, 6, 6]", "\"op\": \"avg_pool2d\", \"kernel\": [2, 3], \"count_include_pad\": false", "[3, 3, 2]")]
    [InlineData("[3, 6, 6, 6]", "\"op\": \"avg_pool3d\", \"kernel\": 2", "[3, 3, 3, 3]")]
    [InlineData("[3, 7]", "\"op\": \"adaptive_avg_pool1d\", \"output_size\": 4", "[3, 4]")]
    [InlineData("[3, 7, 9]", "\"op\": \"adaptive_avg_pool2d\", \"output_size\": [4, 2]", "[3, 4, 2]")]
    [InlineData("[3, 7, 9, 5]", "\"op\": \"adaptive_avg_pool3d\", \"output_size\": [4, 2, 1]", "[3, 4, 2, 1]")]
    [InlineData("[3, 7, 9]", "\"op\": \"global_avg_pool\"", "[3, 1, 1]")]
    [InlineData("[3, 7, 9]", "\"op\": \"flatten\"", "[189]")]
    [InlineData("[3, 8]", "\"op\": \"reshape\", \"shape\": [2, -1, 4]", "[2, 3, 4]")]
    [InlineData("[3, 8]", "\"op\": \"slice\", \"axis\": 2, \"start\": 1, \"end\": -1, \"step\": 2", "[3, 3]")]
    [InlineData("[3, 8]", "\"op\": \"slice\", \"end\": 2", "[2, 8]")]
    [InlineData("[3, 4, 5]", "\"op\": \"upsample\", \"scale\": 2", "[3, 8, 10]")]
    [InlineData("[3, 4, 5]", "\"op\": \"upsample\", \"mode\": \"bilinear\", \"scale\": [2, 3], \"align_corners\": true", "[3, 8, 15]")]
    [InlineData("[3, 4]", "\"op\": \"dropout\", \"p\": 0.5", "[3, 4]")]
    [InlineData("[3]", "\"op\": \"softmax\"", "[3]")]
    [InlineData("[3, 4]", "\"op\": \"leaky_relu\", \"negative_slope\": 0.2", "[3, 4]")]
    [InlineData("[3, 4]", "\"op\": \"elu\", \"alpha\": 0.5", "[3, 4]")]
    [InlineData("[3, 4]", "\"op\": \"gelu\", \"approximate\": \"tanh\"", "[3, 4]")]
    [InlineData("[3, 4]", "\"op\": \"hard_swish\"", "[3, 4]")]
    [InlineData("[3, 4]", "\"op\": \"clip\", \"min\": -1", "[3, 4]")]
    [InlineData("[3, 4]", "\"op\": \"prelu\", \"num_parameters\": 3", "[3, 4]")]
    public void One_layer(string input, string fields, string expected) => Assert.Equal(expected, Graphs.Shape(input, fields));

    [Theory]
    [InlineData("\"op\": \"add\", \"inputs\": [\"a\", \"input\"]", "[3, 4]")]
    [InlineData("\"op\": \"mul\", \"inputs\": [\"a\", \"input\"]", "[3, 4]")]
    [InlineData("\"op\": \"concat\", \"inputs\": [\"a\", \"input\", \"a\"]", "[9, 4]")]
    [InlineData("\"op\": \"concat\", \"axis\": 2, \"inputs\": [\"a\", \"input\"]", "[3, 8]")]
    public void Several_inputs(string fields, string expected)
    {
        LayerGraphSpec spec = Graphs.Spec(Graphs.Of("[3, 4]", "b", "{\"name\": \"a\", \"op\": \"relu\"}", $"{{\"name\": \"b\", {fields}}}"));
        Assert.Equal(expected, spec.Layers[1].OutputShape.ToString());
    }

    [Fact]
    public void Every_operator_is_tested_here_or_is_a_plain_activation()
    {
        string source = Repository.Read("tests", "LrpGen.Generator.Tests", "LayerGraphs", "ShapeTests.cs");
        string[] plain = ["relu", "silu", "tanh", "sigmoid", "softplus", "relu6", "hard_sigmoid"];
        Assert.All(LayerOps.All.Select(op => op.Name).Except(plain), op => Assert.Contains($"\\\"op\\\": \\\"{op}\\\"", source, StringComparison.Ordinal));
    }

    [Fact]
    public void Weights_are_named_by_the_layer()
    {
        static string Weights(string input, string fields) =>
            string.Join(" ", Graphs.Spec(Graphs.Of(input, "l", $"{{\"name\": \"l\", {fields}}}")).Layers[0].Weights.Select(weight => weight.Name + weight.Shape));
        Assert.Equal("l.weight[3, 7] l.bias[3]", Weights("[7]", "\"op\": \"linear\", \"out\": 3"));
        Assert.Equal("l.weight[6, 2, 3, 2]", Weights("[4, 9, 9]", "\"op\": \"conv2d\", \"out\": 6, \"kernel\": [3, 2], \"groups\": 2, \"bias\": false"));
        Assert.Equal("l.weight[4, 3, 2, 2] l.bias[6]", Weights("[4, 9, 9]", "\"op\": \"conv_transpose2d\", \"out\": 6, \"kernel\": 2, \"groups\": 2"));
        Assert.Equal("l.weight[4] l.bias[4] l.running_mean[4] l.running_var[4]", Weights("[4, 9, 9]", "\"op\": \"batch_norm\""));
        Assert.Equal("l.running_mean[4] l.running_var[4]", Weights("[4, 9, 9]", "\"op\": \"batch_norm\", \"affine\": false"));
        Assert.Equal("l.weight[1]", Weights("[4, 9, 9]", "\"op\": \"prelu\""));
        Assert.Equal("l.weight[4]", Weights("[4, 9, 9]", "\"op\": \"prelu\", \"num_parameters\": 4"));
        Assert.Equal("l.weight[4]", Weights("[4, 9, 9]", "\"op\": \"scale\""));
        Assert.Equal("", Weights("[4, 9, 9]", "\"op\": \"layer_norm\", \"affine\": false"));
    }
}
