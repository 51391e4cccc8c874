using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Tests.LayerGraphs;

public class GoldenGraphTests
{
    public static TheoryData<string> Files => Graphs.Files;

    /// <summary>Shapes of the tensors that the peers stored in the cases' <c>expected.safetensors</c>, without the batch.</summary>
    public static TheoryData<string, string, string> Shapes => new()
    {
        { "mlp-relu", "layers.0", "[16]" },
        { "mlp-relu", "layers.4", "[5]" },
        { "lenet", "features.2", "[6, 12, 12]" },
        { "lenet", "features.3", "[12, 8, 8]" },
        { "lenet", "classifier.0", "[40]" },
        { "vgg-bn", "features.2", "[8, 24, 24]" },
        { "vgg-bn", "features.6", "[8, 6, 6]" },
        { "vgg-bn", "avgpool", "[12, 1, 1]" },
        { "resnet-block", "relu", "[8, 20, 20]" },
        { "resnet-block", "layer1.0.conv2", "[8, 20, 20]" },
        { "resnet-block", "layer1.1.conv1", "[12, 10, 10]" },
        { "resnet-block", "layer1.1.downsample.0", "[12, 10, 10]" },
        { "conv1d", "relu1", "[8, 16]" },
        { "conv1d", "relu2", "[12, 12]" },
        { "conv-transpose2d", "relu1", "[6, 6, 6]" },
        { "conv-transpose2d", "relu2", "[8, 12, 12]" },
        { "maxpool-ties", "pool0", "[2, 6, 6]" },
        { "maxpool-ties", "pool1", "[6, 3, 3]" },
        { "maxpool-ties", "relu2", "[6, 3, 3]" },
        { "pool-variants", "relu1", "[6, 16, 13]" },
        { "pool-variants", "pool1", "[6, 9, 7]" },
        { "pool-variants", "pool2", "[8, 5, 4]" },
        { "pool-variants", "pool3", "[8, 3, 3]" },
        { "adaptive-pool", "conv1", "[6, 8, 7]" },
        { "adaptive-pool", "pool", "[6, 3, 2]" },
        { "conv3d", "conv2", "[8, 4, 6, 4]" },
        { "conv3d", "avgpool", "[8, 1, 1, 1]" },
        { "captum-lenet", "features.5", "[12, 4, 4]" },
        { "stabiliser", "layer", "[14]" },
        { "mobilenet-like", "b2.se.gate", "[24, 1, 1]" },
        { "mobilenet-like", "b2.se.mul", "[24, 12, 12]" },
        { "tcn-timeseries", "block2.pad1", "[8, 104]" },
        { "tcn-timeseries", "block2.conv1", "[8, 96]" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_golden_graph_is_read_without_a_word(string file)
    {
        LayerGraphSpec spec = Graphs.Spec(Repository.Read(file));
        Assert.Equal(spec.Output, spec.Layers[spec.Layers.Count - 1].Name);
        Assert.Equal("epsilon-plus", Assert.Single(spec.Methods).Name);
        Assert.Matches("^[0-9a-f]{64}$", spec.Sha256);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Shapes_are_those_of_the_peer(string folder, string layer, string expected)
    {
        LayerGraphSpec spec = Graphs.Spec(Repository.Read("tests", "golden", folder, "layers.json"));
        Assert.Equal(expected, spec.Layers.Single(candidate => candidate.Name == layer).OutputShape.ToString());
    }

    [Fact]
    public void A_layer_has_its_options_and_its_weights()
    {
        LayerGraphSpec spec = Graphs.Spec(Repository.Read("tests", "golden", "conv-transpose2d", "layers.json"));
        LayerSpec layer = spec.Layers.Single(candidate => candidate.Name == "up2");
        Assert.Equal(("conv_transpose2d", "[relu2]", "[[8, 12, 12]]", "[6, 14, 12]"), (layer.Op, layer.Inputs.ToString(), layer.InputShapes.ToString(), layer.OutputShape.ToString()));
        Assert.Equal(
            new LayerOptions { Kernel = [2, 3], Stride = [1, 1], Padding = [0, 1], PaddingBehind = [0, 1], OutputPadding = [0, 0], Dilation = [2, 1], Groups = 2, HasBias = true },
            layer.Options);
        Assert.Equal(
            [new LayerWeight("weight", "up2.weight", Dims.Of(8, 3, 2, 3)), new LayerWeight("bias", "up2.bias", Dims.Of(6))],
            layer.Weights);
    }

    [Fact]
    public void Labels_and_columns_are_those_of_the_file()
    {
        LayerGraphSpec table = Graphs.Spec(Repository.Read("models", "breast-cancer-mlp", "layers.json"));
        Assert.Equal(["malignant", "benign"], table.Labels);
        Assert.Equal((30, "mean radius"), (table.Columns.Count, table.Columns[0]));
        Assert.Equal("0.01387710403650999", table.Layers[0].Options.Std[4]);
        Assert.Equal(["class 0", "class 1", "class 2"], Graphs.Spec(Repository.Read("tests", "golden", "pool-variants", "layers.json")).Labels);
    }
}
