using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Tests;

/// <summary>
/// The keys that transformers has written into configurations of the supported families, from pytorch-transformers 1 to 5.23, and what
/// others add that load with it: each is honoured, refused where it changes the result, or harmless.
/// </summary>
public class ConfigurationKeysTests
{
    private static readonly string[] Families = ["bert", "roberta", "xlm-roberta", "distilbert", "electra"];

    // As they are commonly written, defaults and others.
    private static readonly string[] Harmless =
    [
        "\"_name_or_path\": \"bert-base-uncased\"", "\"name_or_path\": \"x\"", "\"_commit_hash\": \"0a6a\"", "\"_num_labels\": 5", "\"transformers_version\": \"4.6.1\"",
        "\"dtype\": \"float32\"", "\"torch_dtype\": \"float16\"", "\"finetuning_task\": \"sst-2\"", "\"language\": \"english\"", "\"tokenizer_class\": null",
        "\"task_specific_params\": null", "\"attn_implementation\": \"eager\"", "\"_attn_implementation\": \"sdpa\"", "\"_attn_implementation_autoset\": true",
        "\"_attn_implementation_internal\": null", "\"experts_implementation\": null", "\"_experts_implementation\": null", "\"_experts_implementation_internal\": null",
        "\"torchscript\": false", "\"use_bfloat16\": false", "\"tf_legacy_loss\": false", "\"xla_device\": null", "\"_pre_quantization_dtype\": null",
        "\"base_model_tp_plan\": null", "\"base_model_pp_plan\": null", "\"base_model_ep_plan\": null", "\"base_model_fsdp_plan\": null", "\"custom_pipelines\": {}",
        "\"is_composition\": false", "\"initializer_range\": 0.02", "\"gradient_checkpointing\": false", "\"loss_type\": null", "\"tie_word_embeddings\": true",
        "\"tie_weights_\": true", "\"tie_encoder_decoder\": false", "\"chunk_size_feed_forward\": 0", "\"output_hidden_states\": true", "\"output_attentions\": false",
        "\"_output_attentions\": false", "\"output_past\": true", "\"return_dict\": true", "\"use_return_dict\": true", "\"use_cache\": true",
        "\"sentence_transformers\": {\"version\": \"4.1.0\"}", "\"sbert_ce_default_activation_function\": \"torch.nn.modules.linear.Identity\"",
        "\"cross_attention_hidden_size\": null", "\"bos_token_id\": 0", "\"eos_token_id\": 2", "\"sep_token_id\": null", "\"cls_token_id\": 0", "\"mask_token_id\": 4",
        "\"unk_token_id\": 3", "\"decoder_start_token_id\": null", "\"forced_bos_token_id\": null", "\"forced_eos_token_id\": null", "\"forced_decoder_ids\": null",
        "\"prefix\": null", "\"max_length\": 20", "\"min_length\": 0", "\"max_new_tokens\": null", "\"min_new_tokens\": null", "\"do_sample\": false", "\"early_stopping\": false",
        "\"num_beams\": 1", "\"num_beam_groups\": 1", "\"diversity_penalty\": 0.0", "\"temperature\": 1.0", "\"top_k\": 50", "\"top_p\": 1.0", "\"typical_p\": 1.0",
        "\"penalty_alpha\": null", "\"epsilon_cutoff\": 0.0", "\"eta_cutoff\": 0.0", "\"renormalize_logits\": false", "\"num_assistant_tokens\": 5",
        "\"repetition_penalty\": 1.0", "\"length_penalty\": 1.0", "\"no_repeat_ngram_size\": 0", "\"encoder_no_repeat_ngram_size\": 0", "\"bad_words_ids\": null",
        "\"num_return_sequences\": 1", "\"output_scores\": false", "\"return_dict_in_generate\": false", "\"remove_invalid_values\": false",
        "\"exponential_decay_length_penalty\": null", "\"suppress_tokens\": null", "\"begin_suppress_tokens\": null",
        "\"hidden_dropout_prob\": 0.1", "\"attention_probs_dropout_prob\": 0.1", "\"classifier_dropout\": null",

        // Refused with another value.
        "\"is_decoder\": false", "\"is_encoder_decoder\": false", "\"add_cross_attention\": false", "\"position_embedding_type\": \"absolute\"", "\"quantization_config\": null",
        "\"pruned_heads\": {}", "\"per_layer_config\": null", "\"auto_map\": {}",
        "\"adapters\": {\"adapters\": {}, \"config_map\": {}, \"fusion_config_map\": {}, \"fusions\": {}}",

        // Honoured.
        "\"vocab_size\": 30522", "\"max_position_embeddings\": 512", "\"num_labels\": 2", "\"pad_token_id\": 1", "\"problem_type\": null", "\"id2label\": {\"0\": \"a\", \"1\": \"b\"}",
        "\"label2id\": {\"LABEL_0\": 0, \"LABEL_1\": 1}", "\"hidden_size\": 768", "\"num_hidden_layers\": 3", "\"num_attention_heads\": 4",
    ];

    private static readonly (string Family, string[] Lines)[] Own =
    [
        ("bert", ["\"directionality\": \"bidi\"", "\"pooler_fc_size\": 768", "\"pooler_num_attention_heads\": 12", "\"pooler_num_fc_layers\": 3", "\"pooler_size_per_head\": 128",
            "\"pooler_type\": \"first_token_transform\"", "\"vocab_size_or_config_json_file\": 30522", "\"intermediate_size\": 3072", "\"hidden_act\": \"gelu\"",
            "\"layer_norm_eps\": 1e-12", "\"type_vocab_size\": 2"]),
        ("roberta", ["\"normalize_embeddings\": true", "\"intermediate_size\": 3072", "\"hidden_act\": \"gelu\"", "\"layer_norm_eps\": 1e-05", "\"type_vocab_size\": 1"]),
        ("xlm-roberta", ["\"intermediate_size\": 3072", "\"hidden_act\": \"gelu\"", "\"layer_norm_eps\": 1e-05", "\"type_vocab_size\": 1"]),
        ("electra", ["\"embedding_size\": 128", "\"summary_type\": \"first\"", "\"summary_use_proj\": true", "\"summary_activation\": \"gelu\"", "\"summary_last_dropout\": 0.1",
            "\"intermediate_size\": 1024", "\"hidden_act\": \"gelu\"", "\"layer_norm_eps\": 1e-12", "\"type_vocab_size\": 2"]),
        ("distilbert", ["\"sinusoidal_pos_embds\": false", "\"dropout\": 0.1", "\"attention_dropout\": 0.1", "\"qa_dropout\": 0.1", "\"seq_classif_dropout\": 0.2", "\"dim\": 768",
            "\"hidden_dim\": 3072", "\"n_heads\": 12", "\"n_layers\": 6", "\"activation\": \"gelu\"", "\"layer_norm_eps\": 1e-05", "\"type_vocab_size\": 2"]),
    ];

    public static TheoryData<string, string> Accepted()
    {
        TheoryData<string, string> data = [];
        foreach (string family in Families)
        {
            foreach (string line in Harmless.Concat(Own.Single(own => own.Family == family).Lines))
                data.Add(family, line);
        }

        return data;
    }

    public static TheoryData<string, string> Refused()
    {
        TheoryData<string, string> data = [];
        foreach (string family in Families)
        {
            foreach (string line in new[]
            {
                "\"is_decoder\": true", "\"is_encoder_decoder\": true", "\"add_cross_attention\": true", "\"position_embedding_type\": \"relative_key_query\"",
                "\"quantization_config\": {\"quant_method\": \"bitsandbytes\"}", "\"pruned_heads\": {\"0\": [1]}", "\"per_layer_config\": {\"1\": {\"intermediate_size\": 8}}",
                "\"auto_map\": {\"AutoModel\": \"modeling.MyModel\"}", "\"adapters\": {\"adapters\": {\"hate\": \"c\"}, \"config_map\": {}}",
            })
            {
                data.Add(family, line);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_key_that_is_honoured_or_harmless_gives_no_diagnostic(string family, string line) => Assert.NotNull(Descriptions.Spec(Of(family, line)));

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_key_that_changes_the_result_is_an_error(string family, string line)
    {
        ReadResult result = Descriptions.Read(Of(family, line));
        Assert.Null(result.Spec);
        Assert.Contains(line.Split('"')[1], Assert.Single(result.Diagnostics.Select(Descriptions.Format)), StringComparison.Ordinal);
    }

    [Fact]
    public void Both_naming_schemes_of_DistilBERT_side_by_side_are_read()
    {
        EncoderSpec spec = Descriptions.Spec(Of("distilbert", """
            "dim": 64, "hidden_size": 64, "n_heads": 4, "num_attention_heads": 4, "n_layers": 3, "num_hidden_layers": 3, "hidden_dim": 128, "intermediate_size": 128,
            "activation": "relu", "hidden_act": "relu", "dropout": 0.1, "hidden_dropout_prob": 0.1, "attention_dropout": 0.1, "attention_probs_dropout_prob": 0.1, "tie_weights_": true
            """));
        Assert.Equal((64, 4, 3, 128, "relu"), (spec.HiddenSize, spec.NumAttentionHeads, spec.NumHiddenLayers, spec.IntermediateSize, spec.HiddenAct));
    }

    [Theory]
    [InlineData("\"hidden_dim\": 128, \"intermediate_size\": 256", "intermediate_size")]
    [InlineData("\"activation\": \"relu\", \"hidden_act\": \"gelu\"", "hidden_act")]
    public void A_name_of_another_family_that_disagrees_is_told(string lines, string key)
        => Assert.Contains(key, Assert.Single(Descriptions.Read(Of("distilbert", lines)).Diagnostics.Select(Descriptions.Format)), StringComparison.Ordinal);

    [Fact]
    public void Labels_that_are_numbers_are_named_by_their_text()
    {
        Assert.Equal(["0", "1"], Descriptions.Spec(Descriptions.BertWith("\"id2label\": {\"0\": 0, \"1\": 1}, \"label2id\": {\"0\": 0, \"1\": 1}")).Labels);
        Assert.Equal(["-1", "2.5", "false"], Descriptions.Spec(Descriptions.BertWith("\"id2label\": {\"0\": -1, \"1\": 2.5, \"2\": false}")).Labels);
        Assert.Equal(["0", "1"], Descriptions.Spec(File.ReadAllText(Repository.PathOf("tests/faults/configs/intlabels/config.json"))).Labels);
    }

    [Fact]
    public void A_description_with_adapters_is_refused()
        => Assert.Contains(
            "adapters change what the layers compute",
            Assert.Single(Descriptions.Read(File.ReadAllText(Repository.PathOf("tests/faults/adapters/config.json"))).Diagnostics.Select(Descriptions.Format)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("config.json")]
    [InlineData("net.lrp.json")]
    public void A_Git_LFS_pointer_is_said_to_be_one(string name)
    {
        string text = File.ReadAllText(Repository.PathOf("tests/faults/configs/lfs/config.json"));
        string message = Descriptions.Format(Assert.Single(LrpGen.Generator.Reading.DescriptionReader.Read(name, text, "").Diagnostics));
        Assert.Contains("the file is a Git LFS pointer, not the file itself; fetch it with: git lfs pull", message, StringComparison.Ordinal);
    }

    private static string Of(string family, string line) => Descriptions.With(family, FamilyOf(family), line);

    private static string FamilyOf(string modelType) => SpecFamily.All.Single(family => family.ModelType == modelType).DefaultClass.Name;
}
