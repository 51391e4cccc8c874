using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Tests.Snapshots;

/// <summary>A small model of each family. Their methods together show every rule; one has its weights embedded.</summary>
internal sealed record ExampleModel(string Name, string Namespace, string Methods, bool AllRows, string Description)
{
    public static IReadOnlyList<ExampleModel> All { get; } =
    [
        new("Bert", "My.App", "attnlrp; epsilon(0.25)+attnlrp; gradxinput; gradient; integrated-gradients", AllRows: false, """
            {
              "model_type": "bert",
              "architectures": ["BertForSequenceClassification"],
              "vocab_size": 50,
              "hidden_size": 24,
              "num_hidden_layers": 2,
              "num_attention_heads": 3,
              "intermediate_size": 40,
              "max_position_embeddings": 16,
              "id2label": {"0": "negative", "1": "neutral", "2": "positive"}
            }
            """),
        new("Roberta", "My.App", "cplrp; epsilon(0.01)+cplrp", AllRows: false, """
            {
              "model_type": "roberta",
              "architectures": ["RobertaForSequenceClassification"],
              "vocab_size": 50,
              "hidden_size": 32,
              "num_hidden_layers": 2,
              "num_attention_heads": 2,
              "intermediate_size": 64,
              "max_position_embeddings": 18,
              "hidden_act": "silu",
              "id2label": {"0": "a < b & c", "1": "say \"no\"", "2": "say-no", "3": "नहीं"},
              "problem_type": "multi_label_classification"
            }
            """),
        new("XlmRoberta", "My.App", "attnlrp; careful: gamma(0.05)+attnlrp[*.query = epsilon(0.01), *.layer.1.* = zplus]", AllRows: true, """
            {
              "model_type": "xlm-roberta",
              "architectures": ["XLMRobertaForSequenceClassification"],
              "vocab_size": 50,
              "hidden_size": 32,
              "num_hidden_layers": 2,
              "num_attention_heads": 4,
              "intermediate_size": 64,
              "max_position_embeddings": 18,
              "layer_norm_eps": 1e-05,
              "id2label": {"0": "not-hate", "1": "hate"}
            }
            """),
        new("DistilBert", "", "gamma(0.25)+cplrp", AllRows: false, """
            {
              "model_type": "distilbert",
              "architectures": ["DistilBertForSequenceClassification"],
              "vocab_size": 50,
              "dim": 32,
              "n_layers": 2,
              "n_heads": 2,
              "hidden_dim": 64,
              "max_position_embeddings": 16,
              "activation": "relu",
              "id2label": {"0": "no", "1": "yes"}
            }
            """),
        new("Electra", "My.App", "alphabeta(2,1)+attnlrp; zplus+cplrp", AllRows: false, """
            {
              "model_type": "electra",
              "architectures": ["ElectraForSequenceClassification"],
              "vocab_size": 50,
              "embedding_size": 16,
              "hidden_size": 32,
              "num_hidden_layers": 2,
              "num_attention_heads": 2,
              "intermediate_size": 64,
              "max_position_embeddings": 16,
              "hidden_act": "gelu_new",
              "num_labels": 1
            }
            """),
    ];

    public static ExampleModel Named(string name) => All.Single(model => model.Name == name);

    public CompileResult Compile() => CompileWith(Methods);

    public CompileResult CompileWith(string methods)
    {
        EncoderSpec spec = Descriptions.Spec(Description);
        return Compiler.Compile(
            new ModelRequest($"models/{Name}/config.json", Name + "Model", Namespace, methods, "public", EmbedWeights: Name == "Roberta", Descriptions.Path, AllRows), spec);
    }
}
