using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Tests.Families;

/// <summary>What a family's file says, in full.</summary>
public class FamilyRecordsTests
{
    private const string Nothing = "\"transformers_version\": \"5.23.0\"";

    // Of transformers' configuration_*.py, for what a file does not say.

    [Fact]
    public void ALBERT_has_its_defaults() => AssertRead(
        new AlbertSpec(Classifier("albert", "AlbertForSequenceClassification"), 30000, 128, 4096, 12, 1, 1, 64, 16384, 512, 2, 0, "gelu_new", "1e-12", true),
        "albert", Nothing);

    [Fact]
    public void DeBERTa_has_its_defaults() => AssertRead(
        new DebertaV2Spec(
            Classifier("deberta-v2", "DebertaV2ForSequenceClassification"), 128100, 1536, 1536, 24, 24, 6144, 512, 0, 0, "gelu", "1e-7", PositionBiasedInput: true, RelativeAttention: false,
            ContentToPosition: false, PositionToContent: false, ShareAttKey: false, PositionBuckets: 0, MaxRelativePositions: 512, NormRelativeEmbeddings: false, Convolution: null,
            "gelu", LegacyHead: true, TieWordEmbeddings: true),
        "deberta-v2", Nothing);

    /// <summary>The keys of microsoft/deberta-v3-base, as its own code wrote them.</summary>
    [Fact]
    public void DeBERTa_v3_as_published_is_read_in_full() => AssertRead(
        new DebertaV2Spec(
            Classifier("deberta-v2", "DebertaV2ForSequenceClassification"), 128100, 768, 768, 12, 12, 3072, 512, 0, 0, "gelu", "1e-7", PositionBiasedInput: false, RelativeAttention: true,
            ContentToPosition: true, PositionToContent: true, ShareAttKey: true, PositionBuckets: 256, MaxRelativePositions: 512, NormRelativeEmbeddings: true, Convolution: null,
            "gelu", LegacyHead: true, TieWordEmbeddings: true),
        "deberta-v2",
        """
        "attention_probs_dropout_prob": 0.1, "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 768, "initializer_range": 0.02, "intermediate_size": 3072,
        "max_position_embeddings": 512, "relative_attention": true, "position_buckets": 256, "norm_rel_ebd": "layer_norm", "share_att_key": true, "pos_att_type": "p2c|c2p",
        "layer_norm_eps": 1e-7, "max_relative_positions": -1, "position_biased_input": false, "num_attention_heads": 12, "num_hidden_layers": 12, "type_vocab_size": 0, "vocab_size": 128100
        """);

    [Fact]
    public void The_convolution_of_DeBERTa_v2_is_read() => Assert.Equal(
        new DebertaConvolution(3, 1, "gelu"),
        Descriptions.SpecOf<DebertaV2Spec>(KnownKeys.Of("deberta-v2").With("\"conv_kernel_size\": 3, \"conv_act\": \"gelu\", \"attention_head_size\": 64")).Convolution);

    [Fact]
    public void Distances_count_only_where_attention_is_relative()
    {
        DebertaV2Spec spec = Descriptions.SpecOf<DebertaV2Spec>(KnownKeys.Of("deberta-v2").With("\"pos_att_type\": [\"c2p\", \"p2c\"]"));
        Assert.False(spec.ContentToPosition || spec.PositionToContent);
    }

    [Fact]
    public void ModernBERT_has_its_defaults()
    {
        string[] types = [.. Enumerable.Range(0, 22).Select(layer => layer % 3 == 0 ? "full_attention" : "sliding_attention")];
        AssertRead(
            new ModernBertSpec(
                Classifier("modernbert", "ModernBertForSequenceClassification"), 50368, 768, 22, 12, 1152, 8192, 50283, "gelu", "1e-05", NormBias: false, AttentionBias: false, MlpBias: false,
                types.ToEquatableArray(), LocalAttention: 128, new RopeSpec("default", 160000), new RopeSpec("default", 10000), "cls", ClassifierBias: false, "gelu", DecoderBias: true, TieWordEmbeddings: true),
            "modernbert", Nothing);
    }

    [Fact]
    public void GPT2_has_its_defaults() => AssertRead(
        new Gpt2Spec(
            LanguageModel("gpt2", "GPT2LMHeadModel"), 50257, 1024, 768, 12, 12, 3072, "gelu_new", "1e-05", ScaleAttentionWeights: true, ScaleAttentionByInverseLayerIndex: false, PadTokenId: null, TieWordEmbeddings: true),
        "gpt2", Nothing);

    [Fact]
    public void Llama_has_its_defaults() => AssertRead(
        new LlamaSpec(
            LanguageModel("llama", "LlamaForCausalLM"), 32000, 4096, 32, 32, 32, 128, 11008, 2048, new RopeSpec("default", 10000), "silu", "1e-06", AttentionBias: false, MlpBias: false, PadTokenId: null, TieWordEmbeddings: false),
        "llama", Nothing);

    [Fact]
    public void T5_has_its_defaults() => AssertRead(
        new T5Spec(
            LanguageModel("t5", "T5ForConditionalGeneration") with { Task = ModelTask.SequenceToSequence }, 32128, 512, 64, 2048, 6, 6, 8, 32, 128, "relu", IsGated: false, "1e-06", PadTokenId: 0,
            DecoderStartTokenId: null, TieWordEmbeddings: true, ScaleDecoderOutputs: true),
        "t5", Nothing);

    [Theory]
    [InlineData("\"tie_word_embeddings\": false", false, false)] // Flan-T5 as published.
    [InlineData("\"tie_word_embeddings\": true", true, true)] // T5 as published.
    [InlineData("\"tie_word_embeddings\": true, \"scale_decoder_outputs\": false", true, false)] // Flan-T5 as transformers 5 saves it.
    [InlineData("\"tie_word_embeddings\": null", true, true)]
    public void T5_scales_what_its_last_product_reads_where_words_are_tied_or_a_key_says_so(string line, bool tied, bool scaled)
    {
        T5Spec spec = Descriptions.SpecOf<T5Spec>(KnownKeys.Of("t5").With(line));
        Assert.Equal((tied, scaled), (spec.TieWordEmbeddings, spec.ScaleDecoderOutputs));
    }

    [Theory]
    [InlineData("vit", "ViTForImageClassification", ModelTask.ImageClassification)]
    [InlineData("deit", "DeiTForImageClassification", ModelTask.ImageClassification)]
    [InlineData("deit", "DeiTForImageClassificationWithTeacher", ModelTask.ImageClassificationWithTeacher)]
    public void Vision_transformers_have_their_defaults(string modelType, string name, object task) => AssertRead(
        new VisionSpec(
            Classifier(modelType, name) with { Task = (ModelTask)task }, 224, 224, 16, 16, 3, 768, 12, 12, 3072, "gelu", "1e-12", QkvBias: true, HasDistillationToken: modelType == "deit"),
        modelType, Nothing, name);

    [Fact]
    public void Pictures_and_patches_need_not_be_square()
    {
        VisionSpec spec = Descriptions.SpecOf<VisionSpec>(KnownKeys.Of("vit").With("\"image_size\": [32, 64], \"patch_size\": [8, 16]"));
        Assert.Equal((32, 64, 8, 16), (spec.ImageHeight, spec.ImageWidth, spec.PatchHeight, spec.PatchWidth));
    }

    private static SpecHeader Classifier(string modelType, string name) =>
        new(modelType, name, ModelTask.SequenceClassification, ["LABEL_0", "LABEL_1"], ProblemType: null, Sha256: "");

    private static SpecHeader LanguageModel(string modelType, string name) => new(modelType, name, ModelTask.CausalLanguageModel, [], ProblemType: null, Sha256: "");

    private static void AssertRead<T>(T expected, string modelType, string line, string? name = null)
        where T : ConfigSpec
    {
        T spec = Descriptions.SpecOf<T>(KnownKeys.Of(modelType).With(line, name));
        Assert.Equal(expected with { Header = expected.Header with { Sha256 = spec.Sha256 } }, spec);
    }
}
