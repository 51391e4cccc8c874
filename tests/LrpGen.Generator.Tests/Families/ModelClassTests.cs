using System.Globalization;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Generator.Tests.Names;
using LrpGen.Generator.Tests.Snapshots;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Tests.Families;

/// <summary>The class that a file names says family and task; what has no network yet is refused behind the reader.</summary>
public class ModelClassTests
{
    private const string Path = "/project/models/tiny/config.json";
    private const string Nothing = "\"transformers_version\": \"5.23.0\"";

    public static TheoryData<string> Names => new(ModelClass.All.Select(known => known.Name));

    [Fact]
    public void Every_class_stands_once() =>
        Assert.Equal(ModelClass.All.Length, ModelClass.All.Select(known => known.Name).Distinct().Count());

    [Fact]
    public void Families_and_classes_belong_together() =>
        Assert.Equal(SpecFamily.All.Select(family => family.ModelType).Order(StringComparer.Ordinal), ModelClass.All.Select(known => known.ModelType).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_class_is_read_with_its_task(string name)
    {
        ModelClass known = ModelClass.All.Single(one => one.Name == name);
        ConfigSpec spec = Descriptions.SpecOf(Descriptions.With(known.ModelType, name, Nothing));
        Assert.Equal((known.ModelType, name, known.Task), (spec.ModelType, spec.Architecture, spec.Task));
    }

    // Names as transformers has them: where a row above is made of a prefix, this is the whole.
    [Theory]
    [InlineData("XLMRobertaForMaskedLM", "xlm-roberta", ModelTask.MaskedLanguageModel)]
    [InlineData("DebertaV2ForTokenClassification", "deberta-v2", ModelTask.TokenClassification)]
    [InlineData("DistilBertForQuestionAnswering", "distilbert", ModelTask.QuestionAnswering)]
    [InlineData("GPT2ForSequenceClassification", "gpt2", ModelTask.SequenceClassification)]
    [InlineData("LlamaForSequenceClassification", "llama", ModelTask.SequenceClassification)]
    public void Classes_have_transformers_names(string name, string modelType, object task) =>
        Assert.Contains(new ModelClass(name, modelType, (ModelTask)task), ModelClass.All);

    [Theory]
    [InlineData("bert-tokencls", ModelTask.TokenClassification, "[L0, L1, L2, L3, L4]")]
    [InlineData("bert-qa", ModelTask.QuestionAnswering, "[start, end]")]
    [InlineData("xlm-roberta-mlm", ModelTask.MaskedLanguageModel, "[]")]
    [InlineData("gpt2-lm", ModelTask.CausalLanguageModel, "[]")]
    [InlineData("flan-t5-seq2seq", ModelTask.SequenceToSequence, "[]")]
    [InlineData("deit-imgcls", ModelTask.ImageClassification, "[L0, L1, L2, L3]")]
    public void Heads_have_their_outputs(string golden, object task, string labels)
    {
        ConfigSpec spec = Descriptions.SpecOf(Repository.Read("tests", "golden", golden, "config.json"));
        Assert.Equal(((ModelTask)task, labels), (spec.Task, spec.Labels.ToString()));
    }

    [Theory]
    [InlineData("bert", "BertForQuestionAnswering", "\"num_labels\": 3", "num_labels: found 3 labels; expected 2 outputs for question answering: where the answer begins, and where it ends")]
    [InlineData("bert", "BertForQuestionAnswering", "\"id2label\": {\"0\": \"a\"}", "id2label: found 1 label; expected 2 outputs for question answering: where the answer begins, and where it ends")]
    [InlineData("llama", "LlamaModel", Nothing, "architectures: found ['LlamaModel']; for model_type 'llama' LrpGen supports ['LlamaForCausalLM', 'LlamaForSequenceClassification', 'LlamaForTokenClassification', 'LlamaForQuestionAnswering']")]
    [InlineData("t5", "T5EncoderModel", Nothing, "architectures: found ['T5EncoderModel']; for model_type 't5' LrpGen supports ['T5ForConditionalGeneration']")]
    public void A_head_that_does_not_fit_is_told(string modelType, string name, string line, string message) =>
        Assert.EndsWith(message, Descriptions.Format(Assert.Single(Descriptions.Read(Descriptions.With(modelType, name, line)).Diagnostics)), StringComparison.Ordinal);

    [Fact]
    public void A_masked_language_model_says_whether_words_are_tied()
    {
        Assert.True(Descriptions.Spec(Descriptions.With("bert", "BertForMaskedLM", Nothing)).TieWordEmbeddings);
        Assert.False(Descriptions.Spec(Descriptions.With("bert", "BertForMaskedLM", "\"tie_word_embeddings\": false")).TieWordEmbeddings);
        Assert.True(Descriptions.Spec(Descriptions.BertWith("\"tie_word_embeddings\": false")).TieWordEmbeddings);
    }

    [Theory]
    [InlineData("bert", "BertForMaskedLM", "LRP0102", "architectures: found ['BertForMaskedLM']; for model_type 'bert' LrpGen supports ['BertForSequenceClassification']")]
    [InlineData("llama", "LlamaForCausalLM", "LRP0101", "model_type: found 'llama'; supported are 'xlm-roberta', 'roberta', 'bert', 'distilbert', 'electra', 'albert', 'deberta-v2', 'modernbert', 'vit', 'deit'")]
    public void What_has_no_network_yet_is_one_error_and_leaves_the_class(string modelType, string name, string id, string message)
    {
        GeneratorHost host = new GeneratorHost().Put(Path, Descriptions.With(modelType, name, Nothing));
        Diagnostic diagnostic = Assert.Single(host.Diagnostics);
        Assert.Equal((id, message), (diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal(Path, diagnostic.Location.GetLineSpan().Path);
        Assert.NotNull(host.Output.GetTypeByMetadataName("My.App.Tiny"));
        Assert.Empty(UserCompilation.Check(new ModelUnderTest(Path, Descriptions.With(modelType, name, Nothing)).Generate().Files));
    }

    [Theory]
    [InlineData("", "TextClassifier")]
    [InlineData("\"model_type\": \"llama\"", "TextClassifier")]
    [InlineData("\"model_type\": \"vit\"", "ArrayClassifier")]
    [InlineData("\"model_type\": \"deit\"", "ArrayClassifier")]
    public void A_file_that_cannot_be_read_yet_keeps_the_kind_of_its_class(string line, string expected)
    {
        GeneratorHost host = new GeneratorHost().Put(Path, $"{{ {line} \"hidden_size\": }}");
        Assert.Equal(expected, host.Output.GetTypeByMetadataName("My.App.Tiny")!.BaseType!.Name);
    }

    /// <summary>LRP0401 for each family: the sizes that it bounds, by its own keys.</summary>
    [Theory]
    [InlineData("albert", "\"num_hidden_layers\": 2000", "num_hidden_layers needs 2000 layers")]
    [InlineData("albert", "\"embedding_size\": 67108864", "embedding_size needs 67108864 columns")]
    [InlineData("deberta-v2", "\"intermediate_size\": 67108864", "intermediate_size needs 67108864 columns")]
    [InlineData("modernbert", "\"num_hidden_layers\": 2000000000", "num_hidden_layers needs 2000000000 layers")]
    [InlineData("gpt2", "\"n_layer\": 1001", "n_layer needs 1001 layers")]
    [InlineData("gpt2", "\"n_embd\": 600000000", "n_embd needs 600000000 columns, n_inner needs 2147483647 columns")]
    [InlineData("llama", "\"head_dim\": 2147483646", "num_attention_heads · head_dim needs 2147483647 columns")]
    [InlineData("t5", "\"num_decoder_layers\": 1001", "num_decoder_layers needs 1001 layers")]
    [InlineData("t5", "\"d_kv\": 1000000000", "num_heads · d_kv needs 2147483647 columns")]
    [InlineData("vit", "\"num_channels\": 2000000000", "num_channels · patch_size² needs 2147483647 columns")]
    public void A_size_that_cannot_be_addressed_goes_by_its_key(string modelType, string line, string expected)
    {
        ConfigSpec spec = Descriptions.SpecOf(KnownKeys.Of(modelType).With(line));
        DiagnosticInfo[] found = [.. Limits.Check(spec, Path)];
        Assert.All(found, diagnostic => Assert.Equal("LRP0401", diagnostic.Id));
        Assert.Equal(expected, string.Join(", ", found.Select(diagnostic => $"{diagnostic.Arguments[0]} needs {diagnostic.Arguments[1]}")));
    }
}
