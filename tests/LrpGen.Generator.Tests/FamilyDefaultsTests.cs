using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Tests;

/// <summary>
/// transformers saves only what differs from a family's defaults, so these must be the defaults of
/// <c>configuration_*.py</c> of transformers 5.
/// </summary>
public class FamilyDefaultsTests
{
    [Theory]
    [InlineData("bert", "BertForSequenceClassification", 30522, 768, 768, 12, 12, 3072, 2, 0)]
    [InlineData("roberta", "RobertaForSequenceClassification", 50265, 768, 768, 12, 12, 3072, 2, 1)]
    [InlineData("xlm-roberta", "XLMRobertaForSequenceClassification", 30522, 768, 768, 12, 12, 3072, 2, 1)]
    [InlineData("distilbert", "DistilBertForSequenceClassification", 30522, 768, 768, 6, 12, 3072, 0, 0)]
    [InlineData("electra", "ElectraForSequenceClassification", 30522, 128, 256, 12, 4, 1024, 2, 0)]
    public void A_file_with_nothing_but_the_model_type_has_the_family_s_defaults(
        string modelType, string architecture, int vocabulary, int embedding, int hidden, int layers, int heads, int intermediate, int types, int padding)
    {
        EncoderSpec spec = Descriptions.Spec(Descriptions.With(modelType, architecture, "\"transformers_version\": \"5.23.0\""));
        EncoderSpec expected = new(
            new SpecHeader(modelType, architecture, ModelTask.SequenceClassification, ["LABEL_0", "LABEL_1"], ProblemType: null, spec.Sha256),
            vocabulary, embedding, hidden, layers, heads, intermediate, MaxPositionEmbeddings: 512, types, padding, "gelu", "1e-12", TieWordEmbeddings: true);
        Assert.Equal(expected, spec);
    }

    [Fact]
    public void DistilBERT_takes_the_names_of_its_attribute_map_as_well()
    {
        EncoderSpec spec = Descriptions.Spec(Descriptions.With("distilbert", "DistilBertForSequenceClassification",
            "\"hidden_size\": 64, \"num_attention_heads\": 4, \"num_hidden_layers\": 3, \"sinusoidal_pos_embds\": true"));
        Assert.Equal((64, 4, 3), (spec.HiddenSize, spec.NumAttentionHeads, spec.NumHiddenLayers));
    }

    [Fact]
    public void ELECTRA_s_head_does_not_depend_on_summary_keys() =>
        Descriptions.Spec(Descriptions.With("electra", "ElectraForSequenceClassification", "\"summary_type\": \"mean\", \"summary_activation\": \"tanh\", \"summary_use_proj\": false"));

    [Fact]
    public void One_output_is_a_regression()
    {
        EncoderSpec spec = Descriptions.Spec(Descriptions.BertWith("\"num_labels\": 1, \"problem_type\": \"regression\""));
        Assert.Equal(["LABEL_0"], spec.Labels);
        Assert.Equal("regression", spec.ProblemType);
    }

    [Fact]
    public void Labels_are_ordered_by_their_id() =>
        Assert.Equal(["a", "b", "c"], Descriptions.Spec(Descriptions.BertWith("\"id2label\": {\"2\": \"c\", \"0\": \"a\", \"1\": \"b\"}")).Labels);

    [Fact]
    public void Every_supported_activation_is_kept_as_written() =>
        Assert.All(Activations.Supported, name => Assert.Equal(name, Descriptions.Spec(Descriptions.BertWith($"\"hidden_act\": \"{name}\"")).HiddenAct));

    [Theory]
    [InlineData("1e-05"), InlineData("0.00001"), InlineData("1E-6"), InlineData("1.0e-12")]
    public void The_epsilon_keeps_its_token(string token) =>
        Assert.Equal(token, Descriptions.Spec(Descriptions.BertWith($"\"layer_norm_eps\": {token}")).LayerNormEps);

    [Fact]
    public void Keys_that_do_not_change_inference_are_passed_over() =>
        Assert.All(HarmlessKeys.All, key => Descriptions.Spec(Descriptions.BertWith($"\"{key}\": \"anything\"")));

    [Fact]
    public void The_hash_ignores_the_order_of_keys_and_white_space_and_nothing_else()
    {
        string one = Descriptions.Spec("{\"model_type\":\"bert\",\"architectures\":[\"BertForSequenceClassification\"],\"vocab_size\":99}").Sha256;
        string two = Descriptions.Spec("{ \"vocab_size\": 99,\n\"architectures\": [ \"BertForSequenceClassification\" ], \"model_type\": \"bert\" }").Sha256;
        string other = Descriptions.Spec("{\"model_type\":\"bert\",\"architectures\":[\"BertForSequenceClassification\"],\"vocab_size\":98}").Sha256;
        Assert.Equal(one, two);
        Assert.NotEqual(one, other);
    }
}
