using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading.Specs;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Tests;

/// <summary>Each id that reading a description can raise, with its place and its words.</summary>
public class DiagnosticTests
{
    private const string Classifier = "\"architectures\": [\"BertForSequenceClassification\"]";

    /// <summary>Id, text of the description, line, column, message. The place is of the first diagnostic.</summary>
    public static TheoryData<string, string, int, int, string> Cases => new()
    {
        { "LRP0002", "{\n  \"a\": tru\n}", 2, 8, "Not valid JSON: found 'tru'; expected a value" },
        { "LRP0003", Bert("\"vocab_size\": 1,\n  \"vocab_size\": 2"), 5, 3, "The key 'vocab_size' is given twice (first given in line 4); which one holds would depend on the reader" },
        { "LRP0004", "\n [1]", 2, 2, "A model description is a JSON object, but this file holds an array" },

        { "LRP0101", "{\n  \"model_type\": \"brt\"\n}", 2, 17, "model_type: found 'brt'; supported are 'xlm-roberta', 'roberta', 'bert', 'distilbert', 'electra', 'albert', 'deberta-v2', 'modernbert', 'vit', 'deit'; did you mean 'bert'?" },
        { "LRP0101", "{\n  \"model_type\": \"mamba\"\n}", 2, 17, "model_type: found 'mamba'; supported are 'xlm-roberta', 'roberta', 'bert', 'distilbert', 'electra', 'albert', 'deberta-v2', 'modernbert', 'vit', 'deit'" },
        { "LRP0101", $"{{\n  {Classifier}\n}}", 1, 1, "model_type: found no such key; supported are 'xlm-roberta', 'roberta', 'bert', 'distilbert', 'electra', 'albert', 'deberta-v2', 'modernbert', 'vit', 'deit'; did you mean 'bert'?" },
        { "LRP0101", "{\n  \"model_type\": 3\n}", 2, 17, "model_type: found 3; supported are 'xlm-roberta', 'roberta', 'bert', 'distilbert', 'electra', 'albert', 'deberta-v2', 'modernbert', 'vit', 'deit'" },

        { "LRP0102", Of("bert", "BertForNextSentencePrediction"), 3, 20, "architectures: found ['BertForNextSentencePrediction']; for model_type 'bert' LrpGen supports ['BertForSequenceClassification']" },
        { "LRP0102", Of("bert", "RobertaForSequenceClassification"), 3, 20, "architectures: found ['RobertaForSequenceClassification']; for model_type 'bert' LrpGen supports ['BertForSequenceClassification']" },
        { "LRP0102", "{\"model_type\": \"bert\", \"architectures\": [\"BertForSequenceClassification\", \"BertModel\"]}", 1, 41, "architectures: found ['BertForSequenceClassification', 'BertModel']; for model_type 'bert' LrpGen supports ['BertForSequenceClassification']" },
        { "LRP0103", "{\n  \"model_type\": \"bert\"\n}", 1, 1, "architectures: the file names none; 'BertForSequenceClassification' is assumed" },
        { "LRP0103", "{\n  \"model_type\": \"bert\",\n  \"architectures\": []\n}", 3, 20, "architectures: the file names none; 'BertForSequenceClassification' is assumed" },

        { "LRP0104", Bert("\"hidden_size\": \"768\""), 4, 18, "hidden_size: found '768'; expected an integer" },
        { "LRP0104", Bert("\"hidden_size\": 768.0"), 4, 18, "hidden_size: found 768.0; expected an integer" },
        { "LRP0104", Bert("\"vocab_size\": null"), 4, 17, "vocab_size: found null; expected an integer" },
        { "LRP0104", Bert("\"layer_norm_eps\": \"small\""), 4, 21, "layer_norm_eps: found 'small'; expected a number" },
        { "LRP0104", Bert("\"hidden_act\": {}"), 4, 17, "hidden_act: found an empty object; expected a string" },
        { "LRP0104", "{\"model_type\": \"bert\", \"architectures\": \"BertForSequenceClassification\"}", 1, 41, "architectures: found 'BertForSequenceClassification'; expected an array with one name" },

        { "LRP0105", Bert("\"vocab_size\": 0"), 4, 17, "vocab_size: found 0; expected an integer from 1 to 2147483647" },
        { "LRP0105", Bert("\"vocab_size\": 2147483648"), 4, 17, "vocab_size: found 2147483648; expected an integer from 1 to 2147483647" },
        { "LRP0105", Bert("\"num_hidden_layers\": -3"), 4, 24, "num_hidden_layers: found -3; expected an integer from 1 to 2147483647" },
        { "LRP0105", Bert("\"num_labels\": 2000000000"), 4, 17, "num_labels: found 2000000000; expected an integer from 1 to 1000000" },
        { "LRP0105", Bert("\"layer_norm_eps\": 0"), 4, 21, "layer_norm_eps: found 0; expected a finite number above 0 (in single precision)" },
        { "LRP0105", Bert("\"layer_norm_eps\": -1e-5"), 4, 21, "layer_norm_eps: found -1e-5; expected a finite number above 0 (in single precision)" },
        { "LRP0105", Bert("\"layer_norm_eps\": 1e-60"), 4, 21, "layer_norm_eps: found 1e-60; expected a finite number above 0 (in single precision)" },
        { "LRP0105", Bert("\"layer_norm_eps\": NaN"), 4, 21, "layer_norm_eps: found NaN; expected a finite number above 0 (in single precision)" },
        { "LRP0105", Bert("\"layer_norm_eps\": Infinity"), 4, 21, "layer_norm_eps: found Infinity; expected a finite number above 0 (in single precision)" },

        { "LRP0106", Bert("\"is_decoder\": true"), 4, 17, "is_decoder: found true; supported: false (a decoder masks later tokens, and LrpGen compiles this model type as an encoder only)" },
        { "LRP0106", Bert("\"add_cross_attention\": true"), 4, 26, "add_cross_attention: found true; supported: false (cross-attention needs a second input)" },
        { "LRP0106", Bert("\"is_encoder_decoder\": true"), 4, 25, "is_encoder_decoder: found true; supported: false (LrpGen compiles this model type as an encoder only)" },
        { "LRP0106", Bert("\"position_embedding_type\": \"relative_key\""), 4, 30, "position_embedding_type: found 'relative_key'; supported: absolute (relative positions change the attention)" },
        { "LRP0106", Bert("\"hidden_act\": \"mish\""), 4, 17, "hidden_act: found 'mish'; supported: 'gelu', 'gelu_python', 'gelu_new', 'gelu_pytorch_tanh', 'gelu_fast', 'gelu_python_tanh', 'relu', 'silu', 'swish', 'tanh'" },
        { "LRP0106", Bert("\"quantization_config\": {\"bits\": 4}"), 4, 26, "quantization_config: found an object; supported: none (LrpGen needs the original weights; save the model without quantization)" },
        { "LRP0106", Bert("\"pruned_heads\": {\"0\": [1]}"), 4, 19, "pruned_heads: found an object; supported: none (layers with fewer heads are not supported)" },
        { "LRP0106", Bert("\"per_layer_config\": {\"0\": {}}"), 4, 23, "per_layer_config: found an object; supported: none (all layers must have the same sizes)" },
        { "LRP0106", Bert("\"auto_map\": {\"AutoModel\": \"m.M\"}"), 4, 15, "auto_map: found an object; supported: none (the model runs code of its own instead of the one in transformers)" },
        { "LRP0106", Bert("\"problem_type\": \"regresion\""), 4, 19, "problem_type: found 'regresion'; supported: 'regression', 'single_label_classification', 'multi_label_classification'; did you mean 'regression'?" },
        { "LRP0106", Bert("\"problem_type\": \"single_label_classification\", \"num_labels\": 1"), 4, 19, "problem_type: found 'single_label_classification' with one label; supported: 'regression', 'multi_label_classification' (one output cannot choose between labels)" },

        { "LRP0107", Bert("\"num_atention_heads\": 12"), 4, 3, "Unknown key 'num_atention_heads'; did you mean 'num_attention_heads'?" },
        { "LRP0107", Bert("\"hiddenSize\": 12"), 4, 3, "Unknown key 'hiddenSize'; did you mean 'hidden_size'?" },
        { "LRP0107", Bert("\"layer_norm_epsilon\": 1e-5"), 4, 3, "Unknown key 'layer_norm_epsilon'; did you mean 'layer_norm_eps'?" },
        { "LRP0107", Of("distilbert", "DistilBertForSequenceClassification", "\"intermediate_size\": 99"), 4, 3, "Unknown key 'intermediate_size'; did you mean 'hidden_dim'?" },
        { "LRP0108", Bert("\"rope_theta\": 10000.0"), 4, 3, "The key 'rope_theta' is not known to LrpGen for model_type 'bert' and is not honoured" },
        { "LRP0108", Bert("\"hidden_size\": 768, \"hidden_sizes\": 1"), 4, 23, "The key 'hidden_sizes' is not known to LrpGen for model_type 'bert' and is not honoured" },

        { "LRP0109", Bert("\"id2label\": {\"0\": \"a\", \"2\": \"b\"}"), 4, 26, "id2label › 2: found the id '2' among 2 labels; expected each id from 0 to 1 once" },
        { "LRP0109", Bert("\"id2label\": {\"0\": \"a\", \"x\": \"b\"}"), 4, 26, "id2label › x: found the id 'x' among 2 labels; expected each id from 0 to 1 once" },
        { "LRP0109", Bert("\"id2label\": {\"0\": \"a\", \"00\": \"b\"}"), 4, 26, "id2label › 00: found the id '00' among 2 labels; expected each id from 0 to 1 once" },
        { "LRP0109", Bert("\"id2label\": {\"0\": null}"), 4, 21, "id2label › 0: found null; expected the label's name as a string that is not empty" },
        { "LRP0109", Bert("\"id2label\": {\"0\": \" \"}"), 4, 21, "id2label › 0: found ' '; expected the label's name as a string that is not empty" },
        { "LRP0109", Bert("\"id2label\": {}"), 4, 15, "id2label: found an empty object; expected an object such as {\"0\": \"negative\", \"1\": \"positive\"}" },
        { "LRP0110", Bert("\"id2label\": {\"0\": \"a\", \"1\": \"a\"}"), 4, 31, "id2label › 1: the label 'a' is already the name of id 0; labels need different names" },
        { "LRP0111", Bert("\"id2label\": {\"0\": \"a\", \"1\": \"b\"}, \"label2id\": {\"a\": 1, \"b\": 0}"), 4, 50, "label2id: found 'a': 1, but id2label says 'a' is 0; id2label is used" },
        { "LRP0111", Bert("\"label2id\": {\"hate\": 0}"), 4, 16, "label2id: found 'hate': 0, but id2label says no label is named 'hate'; id2label is used" },
        { "LRP0112", Bert("\"id2label\": {\"0\": \"a\", \"1\": \"b\"}, \"num_labels\": 3"), 4, 51, "num_labels: found 3, but id2label says 2 labels; they mean the same, so remove one or make them agree" },
        { "LRP0112", Of("distilbert", "DistilBertForSequenceClassification", "\"dim\": 24, \"hidden_size\": 48"), 4, 29, "hidden_size: found 48, but dim says 24; they mean the same, so remove one or make them agree" },

        { "LRP0201", Bert("\"hidden_size\": 100"), 4, 18, "hidden_size: found 100; expected a multiple of num_attention_heads = 12" },
        { "LRP0201", Bert("\"pad_token_id\": 30522"), 4, 19, "pad_token_id: found 30522; expected an id below vocab_size = 30522" },
        { "LRP0201", Of("roberta", "RobertaForSequenceClassification", "\"max_position_embeddings\": 2"), 4, 30, "max_position_embeddings: found 2; expected more than pad_token_id + 1 = 2, because positions are counted from there" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_id_stands_at_its_place_and_says_what_to_do(string id, string text, int line, int column, string message)
    {
        ReadResult result = Descriptions.Read(text);
        DiagnosticInfo info = result.Diagnostics[0];
        Diagnostic diagnostic = info.ToDiagnostic();
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();

        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(message, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Descriptions.Path, place.Path);
        Assert.Equal((line, column), (place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1));
        Assert.Equal(info.IsError, result.Spec is null);
    }

    [Fact]
    public void All_mistakes_are_reported_in_the_order_of_the_file()
    {
        ReadResult result = Descriptions.Read("{\n\"model_type\": \"bert\",\n\"vocab_sise\": 1,\n\"hidden_act\": \"mish\",\n\"is_decoder\": true,\n\"architectures\": [\"BertModel\"]\n}");
        Assert.Equal(["LRP0107", "LRP0106", "LRP0106", "LRP0102"], result.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Theory]
    [InlineData("\"num_attention_heads\": 0, \"hidden_size\": 128")]
    [InlineData("\"vocab_size\": 0, \"pad_token_id\": 40000")]
    [InlineData("\"id2label\": {\"0\": \"a\", \"2\": \"b\"}, \"label2id\": {\"a\": 0, \"b\": 2}")]
    public void A_mistake_is_reported_once(string line) => Assert.Single(Descriptions.Read(Bert(line)).Diagnostics);

    [Fact]
    public void Null_means_nothing_where_transformers_says_so() =>
        Descriptions.Spec(Bert("\"pad_token_id\": null, \"label2id\": null, \"id2label\": null, \"problem_type\": null, \"quantization_config\": null, \"pruned_heads\": {}"));

    [Fact]
    public void RoBERTa_needs_the_padding_token_that_its_positions_are_counted_from() =>
        Assert.Equal("LRP0104", Descriptions.Read(Of("roberta", "RobertaForSequenceClassification", "\"pad_token_id\": null")).Diagnostics[0].Id);

    [Fact]
    public void Diagnostics_are_equal_by_value()
    {
        string text = Bert("\"num_atention_heads\": 12");
        Assert.Equal(Descriptions.Read(text), Descriptions.Read(text));
    }

    /// <summary>Ids that other tests of this project, or the compiler's own tests, cover.</summary>
    public static readonly string[] CoveredElsewhere =
    [
        "LRP0001", "LRP0005", "LRP0006", // LrpGeneratorTests
        "LRP0301", "LRP0302", "LRP0303", "LRP0304", "LRP0305", // MethodTextTests
        "LRP0401", // LimitsTests
        "LRP0501", // UnreadModelTests
        "LRP0308", // MethodTests
    ];

    [Fact]
    public void Every_id_has_a_test() => Assert.Equal(
        DiagnosticCatalog.All.Select(descriptor => descriptor.Id),
        Cases.Concat(LayerGraphs.GraphDiagnosticTests.Cases).Concat(LayerGraphs.MethodTests.Cases).Select(row => (string)row[0]).Concat(CoveredElsewhere).Distinct().Order(StringComparer.Ordinal));

    private static string Bert(string line) => Descriptions.BertWith(line);

    private static string Of(string modelType, string architecture, string line = "\"transformers_version\": \"5\"") =>
        Descriptions.With(modelType, architecture, line);
}
