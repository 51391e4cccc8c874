using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Requests;

namespace LrpGen.Generator.Tests.Names;

/// <summary>An item of a project, from metadata to code, as the generator takes it.</summary>
internal sealed record ModelUnderTest(string Path, string Text)
{
    public string ClassName { get; init; } = "";

    public string Namespace { get; init; } = "My.App";

    public string Methods { get; init; } = "";

    public string Embed { get; init; } = "";

    public string RootNamespace { get; init; } = "My.App";

    public static ModelUnderTest Encoder { get; } = new("/project/models/tiny/config.json", """
        {
          "model_type": "bert",
          "architectures": ["BertForSequenceClassification"],
          "vocab_size": 20,
          "hidden_size": 16,
          "num_hidden_layers": 1,
          "num_attention_heads": 2,
          "intermediate_size": 16,
          "max_position_embeddings": 8,
          "layer_norm_eps": 1e-12,
          "id2label": {"0": "not-hate", "1": "hate"},
          "problem_type": "single_label_classification"
        }
        """);

    public static ModelUnderTest Graph { get; } = new("/project/models/tiny/layers.json", """
        {
          "name": "tiny",
          "input": {"name": "picture", "shape": [2, 4, 4]},
          "layers": [
            {"name": "scale", "op": "normalize", "mean": [0.5, 100], "std": [0.5, 1]},
            {"name": "stem.conv", "op": "conv2d", "out": 4, "kernel": 3, "padding": 1},
            {"name": "stem.norm", "op": "batch_norm", "eps": 1e-05},
            {"name": "stem.relu", "op": "leaky_relu", "negative_slope": 0.1},
            {"name": "block", "op": "conv2d", "out": 4, "kernel": 3, "padding": 1},
            {"name": "sum", "op": "add", "inputs": ["stem.relu", "block"]},
            {"name": "pool", "op": "global_avg_pool"},
            {"name": "flatten", "op": "flatten"},
            {"name": "norm", "op": "layer_norm"},
            {"name": "fc", "op": "linear", "out": 2}
          ],
          "output": "fc",
          "labels": ["no", "yes"],
          "relevance": ["epsilon-plus", {"name": "mine", "composite": "epsilon", "rules": {"stem.norm": "pass", "fc": "gamma(0.25)"}}, "gradient"]
        }
        """);

    public static ModelUnderTest SmallGraph { get; } = new("/project/models/small/layers.json", """
        {
          "input": {"shape": [3]},
          "layers": [{"name": "fc", "op": "linear", "out": 2}, {"name": "relu", "op": "relu"}],
          "output": "relu",
          "labels": ["no", "yes"],
          "relevance": "epsilon"
        }
        """);

    /// <summary>What the generator reports, and the files that it writes.</summary>
    public (IReadOnlyList<DiagnosticInfo> Diagnostics, IReadOnlyList<GeneratedFile> Files) Generate()
    {
        ModelItem item = new(new DescriptionFile(Path, Text), ClassName, Namespace, Methods, "public", Embed, "", RootNamespace, "/project/");
        RequestResult request = RequestReader.Read(item);
        var (spec, read) = item.Read(default);
        if (request.Request is null)
            return ([.. request.Diagnostics, .. read], []);
        CompileResult result = GuardedCompiler.Compile(new Model(request.Request, spec), default);
        return ([.. read, .. result.Diagnostics], [.. result.Files]);
    }

    /// <summary>The files, where nothing is wrong.</summary>
    public IReadOnlyList<GeneratedFile> Files()
    {
        var (diagnostics, files) = Generate();
        Assert.Empty(diagnostics.Select(Descriptions.Format));
        return files;
    }
}
