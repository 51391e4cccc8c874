using LrpGen.Testing;

namespace LrpGen.Generator.Tests.Snapshots;

/// <summary>The generated code is a product: it is recorded whole, and it compiles everywhere.</summary>
public class GeneratedCodeTests
{
    public static TheoryData<string> Models => new(ExampleModel.All.Select(model => model.Name));

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_file_is_as_recorded(string name)
    {
        CompileResult result = ExampleModel.Named(name).Compile();
        Assert.Empty(result.Diagnostics.Select(Descriptions.Format));
        Assert.All(result.Files, file => Snapshot.Verify(file.Text, "cs", file.HintName.Replace(".g.cs", "", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void It_compiles_without_a_warning(string name)
    {
        ExampleModel model = ExampleModel.Named(name);
        Assert.Empty(UserCompilation.Compile(model.Compile().Files));
        Assert.Empty(UserCompilation.Compile((model with { Namespace = model.Namespace.Length == 0 ? "A.B" : "" }).Compile().Files));
    }

    [Fact]
    public void Every_file_of_a_layer_graph_is_as_recorded()
        => Assert.All(ExampleGraph.Compile("My.App").Files, file => Snapshot.Verify(file.Text, "cs", file.HintName.Replace(".g.cs", "", StringComparison.Ordinal)));

    [Fact]
    public void A_layer_graph_compiles_without_a_warning()
    {
        Assert.Empty(UserCompilation.Compile(ExampleGraph.Compile("My.App").Files));
        Assert.Empty(UserCompilation.Compile(ExampleGraph.Compile("").Files));
    }

    [Fact]
    public void Layers_may_be_called_like_the_input_like_each_other_and_like_what_belongs_to_a_layer()
        => Assert.Empty(UserCompilation.Compile(ExampleGraph.Compile(
            "My.App",
            """
            {
              "input": {"name": "source", "shape": [2, 4, 4]},
              "layers": [
                {"name": "input", "op": "conv2d", "out": 2, "kernel": 3, "padding": 1},
                {"name": "norm", "op": "batch_norm"},
                {"name": "norm.merged", "op": "scale"},
                {"name": "norm-merged", "op": "scale", "bias": true},
                {"name": "norm2", "op": "relu"},
                {"name": "add", "op": "add", "inputs": ["norm.merged", "norm2"]},
                {"name": "forward", "op": "reshape", "shape": [4, 2, 4]},
                {"name": "forward.row", "op": "relu"},
                {"name": "forward row epsilon", "op": "global_avg_pool"},
                {"name": "class", "op": "flatten"},
                {"name": "w", "op": "linear", "out": 2}
              ],
              "output": "w",
              "relevance": ["epsilon-plus", {"name": "forward", "composite": "epsilon", "rules": {"norm": "pass", "add": "gradient"}}, "gradient"]
            }
            """).Files));
}
