using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Tests.LayerGraphs;

public class GoldenGraphTests
{
    public static TheoryData<string> Files => Graphs.Files;

    /// <summary>Shapes by torch: the peer's modules run on an input of the case's shape.</summary>
    public static TheoryData<string, string> Shapes => new()
    {
        { "tests/golden/mlp-relu", "[16] [16] [16] [16] [5]" },
        { "tests/golden/lenet", "[6, 24, 24] [6, 24, 24] [6, 12, 12] [12, 8, 8] [12, 8, 8] [12, 4, 4] [192] [40] [40] [10]" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_golden_graph_is_read_without_a_word(string file)
    {
        LayerGraphSpec spec = Graphs.Spec(Repository.Read(file));
        Assert.Equal(spec.Output, spec.Layers[spec.Layers.Count - 1].Name);
        Assert.Equal("epsilon-plus", Assert.Single(spec.Methods).Name);
    }
}
