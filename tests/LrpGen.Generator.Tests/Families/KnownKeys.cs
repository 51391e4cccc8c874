namespace LrpGen.Generator.Tests.Families;

/// <summary>The keys of the families whose configurations have a record of their own.</summary>
internal static class KnownKeys
{
    // Of every family.
    private static readonly (string Line, string Message)[] RefusedEverywhere =
    [
        ("\"quantization_config\": {\"bits\": 4}", "quantization_config: found an object; supported: none (LrpGen needs the original weights; save the model without quantization)"),
        ("\"pruned_heads\": {\"0\": [1]}", "pruned_heads: found an object; supported: none (layers with fewer heads are not supported)"),
        ("\"per_layer_config\": {\"0\": {}}", "per_layer_config: found an object; supported: none (all layers must have the same sizes)"),
        ("\"adapters\": {\"adapters\": {\"hate\": \"c\"}}", "adapters: found an object; supported: none (adapters change what the layers compute; merge them into the model and save it without)"),
        ("\"auto_map\": {\"AutoModel\": \"m.M\"}", "auto_map: found an object; supported: none (the model runs code of its own instead of the one in transformers)"),
    ];

    private static readonly (string Line, string Message)[] RefusedByEncoders =
    [
        .. RefusedEverywhere,
        ("\"is_decoder\": true", "is_decoder: found true; supported: false (a decoder masks later tokens, and LrpGen compiles this model type as an encoder only)"),
        ("\"is_encoder_decoder\": true", "is_encoder_decoder: found true; supported: false (LrpGen compiles this model type as an encoder only)"),
        ("\"add_cross_attention\": true", "add_cross_attention: found true; supported: false (cross-attention needs a second input)"),
        ("\"position_embedding_type\": \"relative_key\"", "position_embedding_type: found 'relative_key'; supported: absolute (relative positions change the attention)"),
    ];

    private static readonly (string Line, string Message)[] RefusedByDecoders =
    [
        .. RefusedEverywhere,
        ("\"is_encoder_decoder\": true", "is_encoder_decoder: found true; supported: false (LrpGen compiles this model type as a decoder only)"),
        ("\"add_cross_attention\": true", "add_cross_attention: found true; supported: false (cross-attention needs a second input)"),
    ];

    private const string Activations = "'gelu', 'gelu_python', 'gelu_new', 'gelu_pytorch_tanh', 'gelu_fast', 'gelu_python_tanh', 'relu', 'silu', 'swish', 'tanh'";

    private static readonly string[] Labels = ["\"num_labels\": 3", "\"id2label\": {\"0\": \"a\", \"1\": \"b\"}", "\"problem_type\": \"multi_label_classification\""];

    private static readonly string[] NamesOfDropouts = ["\"hidden_dropout_prob\": 0.1", "\"attention_probs_dropout_prob\": 0.1"];

    public static FamilyKeys[] All { get; } = [Albert(), DebertaV2(), ModernBert(), Gpt2(), Llama(), T5(), Vision("vit", "ViTForImageClassification"), Vision("deit", "DeiTForImageClassification")];

    public static FamilyKeys Of(string modelType) => All.Single(family => family.ModelType == modelType);

    private static FamilyKeys Albert()
    {
        const string Class = "AlbertForSequenceClassification";
        return new FamilyKeys("albert", Class)
        {
            Changing =
            [
                .. Lines(Class, [.. Labels, "\"vocab_size\": 99", "\"embedding_size\": 64", "\"hidden_size\": 64", "\"num_hidden_layers\": 4", "\"num_hidden_groups\": 2", "\"inner_group_num\": 2",
                    "\"num_attention_heads\": 32", "\"intermediate_size\": 64", "\"max_position_embeddings\": 9", "\"type_vocab_size\": 3", "\"pad_token_id\": null", "\"pad_token_id\": 1",
                    "\"hidden_act\": \"relu\"", "\"layer_norm_eps\": 1e-5"]),
                new("\"tie_word_embeddings\": false", "AlbertForMaskedLM"),
            ],
            Refused =
            [
                .. Refusals(Class, RefusedByEncoders),
                new("\"hidden_size\": 100", "hidden_size: found 100; expected a multiple of num_attention_heads = 64", Class),
                new("\"num_hidden_groups\": 5", "num_hidden_layers: found 12; expected a multiple of num_hidden_groups = 5", Class),
                new("\"inner_group_num\": 0", "inner_group_num: found 0; expected an integer from 1 to 2147483647", Class),
                new("\"pad_token_id\": 30000", "pad_token_id: found 30000; expected an id below vocab_size = 30000", Class),
                new("\"hidden_act\": \"mish\"", $"hidden_act: found 'mish'; supported: {Activations}", Class),
            ],
            Harmless =
            [
                .. NamesOfDropouts, "\"classifier_dropout_prob\": 0.1", "\"down_scale_factor\": 1", "\"gap_size\": 0", "\"net_structure_type\": 0", "\"num_memory_blocks\": 0", "\"ln_type\": \"postln\"",
                "\"position_embedding_type\": \"absolute\"", "\"tie_word_embeddings\": false",
            ],
        };
    }

    private static FamilyKeys DebertaV2()
    {
        const string Class = "DebertaV2ForSequenceClassification";
        return new FamilyKeys("deberta-v2", Class)
        {
            Changing =
            [
                .. Lines(Class, [.. Labels, "\"vocab_size\": 99", "\"embedding_size\": 64", "\"hidden_size\": 48", "\"num_hidden_layers\": 4", "\"num_attention_heads\": 12", "\"intermediate_size\": 64",
                    "\"max_position_embeddings\": 9", "\"type_vocab_size\": 3", "\"pad_token_id\": null", "\"hidden_act\": \"relu\"", "\"layer_norm_eps\": 1e-5", "\"position_biased_input\": false",
                    "\"relative_attention\": true", "\"relative_attention\": true, \"pos_att_type\": [\"c2p\"]", "\"relative_attention\": true, \"pos_att_type\": \"p2c|C2P\"", "\"share_att_key\": true",
                    "\"position_buckets\": 256", "\"max_relative_positions\": 7", "\"norm_rel_ebd\": \"layer_norm\"", "\"conv_kernel_size\": 3", "\"conv_kernel_size\": 3, \"conv_groups\": 2",
                    "\"conv_kernel_size\": 3, \"conv_act\": \"gelu\"", "\"pooler_hidden_act\": \"tanh\""]),
                new("\"legacy\": false", "DebertaV2ForMaskedLM"),
                new("\"tie_word_embeddings\": false", "DebertaV2ForMaskedLM"),
            ],
            Refused =
            [
                .. Refusals(Class, RefusedByEncoders),
                new("\"hidden_size\": 100", "hidden_size: found 100; expected a multiple of num_attention_heads = 24", Class),
                new("\"attention_head_size\": 32", "attention_head_size: found 32; expected hidden_size / num_attention_heads = 64", Class),
                new("\"pooler_hidden_size\": 64", "pooler_hidden_size: found 64; expected hidden_size = 1536", Class),
                new("\"pos_att_type\": [\"c2p\", \"p2p\"]", "pos_att_type: found 'p2p'; supported: 'c2p', 'p2c'", Class),
                new("\"pos_att_type\": \"p2p|c2p\"", "pos_att_type: found 'p2p|c2p'; supported: 'c2p', 'p2c'", Class),
                new("\"pos_att_type\": 3", "pos_att_type: found 3; expected an array of strings", Class),
                new("\"norm_rel_ebd\": \"batch_norm\"", "norm_rel_ebd: found 'batch_norm'; supported: 'none', 'layer_norm'", Class),
                new("\"conv_kernel_size\": 4", "conv_kernel_size: found 4; supported: odd sizes, and 0 for none (behind an even kernel there is one token fewer)", Class),
                new("\"conv_kernel_size\": 3, \"conv_groups\": 7", "hidden_size: found 1536; expected a multiple of conv_groups = 7", Class),
                new("\"max_relative_positions\": -2", "max_relative_positions: found -2; expected an integer from -1 to 2147483647", Class),
            ],
            Harmless =
            [
                .. NamesOfDropouts, "\"pooler_dropout\": 0", "\"cls_dropout\": 0.1", "\"conv_dropout\": 0.1", "\"pooler_hidden_size\": 1536", "\"attention_head_size\": 64", "\"norm_rel_ebd\": \"none\"",
                "\"position_buckets\": -1", "\"pos_att_type\": null", "\"conv_kernel_size\": 0", "\"tie_word_embeddings\": false",
            ],
        };
    }

    private static FamilyKeys ModernBert()
    {
        const string Class = "ModernBertForSequenceClassification";
        string[] types = [.. Enumerable.Repeat("\"full_attention\"", 22)];
        return new FamilyKeys("modernbert", Class)
        {
            Changing =
            [
                .. Lines(Class, [.. Labels, "\"vocab_size\": 60000", "\"hidden_size\": 48", "\"num_hidden_layers\": 4", "\"num_attention_heads\": 6", "\"intermediate_size\": 64", "\"max_position_embeddings\": 9",
                    "\"pad_token_id\": null", "\"hidden_activation\": \"relu\"", "\"norm_eps\": 1e-6", "\"norm_bias\": true", "\"attention_bias\": true", "\"mlp_bias\": true",
                    "\"global_attn_every_n_layers\": 2", $"\"layer_types\": [{string.Join(", ", types)}]", "\"local_attention\": 64", "\"global_rope_theta\": 10000.0", "\"local_rope_theta\": 5000.0",
                    "\"local_rope_theta\": null", "\"rope_parameters\": {\"full_attention\": {\"rope_type\": \"default\", \"rope_theta\": 1.0}}",
                    "\"rope_parameters\": {\"sliding_attention\": {\"rope_type\": \"linear\", \"rope_theta\": 10000.0, \"factor\": 2}}", "\"classifier_pooling\": \"mean\"", "\"classifier_bias\": true",
                    "\"classifier_activation\": \"relu\"", "\"decoder_bias\": false"]),
                new("\"tie_word_embeddings\": false", "ModernBertForMaskedLM"),
            ],
            Refused =
            [
                .. Refusals(Class, RefusedByEncoders),
                new("\"hidden_size\": 100", "hidden_size: found 100; expected a multiple of num_attention_heads = 12", Class),
                new("\"hidden_size\": 36", "hidden_size: found heads of 3 columns; expected an even number, because rotary positions turn pairs of columns", Class),
                new("\"layer_types\": [\"full_attention\"]", "layer_types: found 1 word; expected one for each layer: num_hidden_layers = 22", Class),
                new("\"num_hidden_layers\": 1, \"layer_types\": [\"linear_attention\"]", "layer_types: found 'linear_attention'; supported: 'full_attention', 'sliding_attention'", Class),
                new("\"classifier_pooling\": \"max\"", "classifier_pooling: found 'max'; supported: 'cls', 'mean'", Class),
                new("\"sliding_window\": 128", "sliding_window: found 128, but local_attention says 128, twice as many; they mean the same, so remove one or make them agree", Class),
                new("\"rope_scaling\": {\"type\": \"linear\"}", "rope_scaling: found an object; supported: none (the positions of ModernBERT were never stretched; transformers 5 writes rope_parameters)", Class),
                new("\"rope_parameters\": {\"full_attention\": {\"rope_type\": \"linear\"}}", "rope_parameters › full_attention › factor: found no such key; expected a number", Class),
                new("\"global_attn_every_n_layers\": 0", "global_attn_every_n_layers: found 0; expected an integer from 1 to 2147483647", Class),
            ],
            Harmless =
            [
                "\"embedding_dropout\": 0.1", "\"attention_dropout\": 0.1", "\"mlp_dropout\": 0.1", "\"classifier_dropout\": 0.1", "\"initializer_cutoff_factor\": 2.0", "\"deterministic_flash_attn\": false",
                "\"reference_compile\": true", "\"repad_logits_with_grad\": false", "\"sparse_prediction\": true", "\"sparse_pred_ignore_index\": -100", "\"sliding_window\": 64", "\"rope_scaling\": null",
                "\"norm_eps\": 1e-05, \"layer_norm_eps\": 1e-05", "\"position_embedding_type\": \"absolute\"", "\"tie_word_embeddings\": false", "\"global_rope_theta\": 160000", "\"local_rope_theta\": 10000",
            ],
        };
    }

    private static FamilyKeys Gpt2()
    {
        const string Class = "GPT2LMHeadModel";
        return new FamilyKeys("gpt2", Class)
        {
            Changing =
            [
                .. Lines(Class, "\"vocab_size\": 99", "\"n_positions\": 9", "\"max_position_embeddings\": 9", "\"n_embd\": 48", "\"hidden_size\": 48", "\"n_layer\": 2", "\"num_hidden_layers\": 2", "\"n_head\": 6",
                    "\"num_attention_heads\": 6", "\"n_inner\": 64", "\"activation_function\": \"gelu\"", "\"layer_norm_epsilon\": 1e-6", "\"scale_attn_weights\": false",
                    "\"scale_attn_by_inverse_layer_idx\": true", "\"pad_token_id\": 50256", "\"tie_word_embeddings\": false"),
                .. Lines("GPT2ForSequenceClassification", Labels),
            ],
            Refused =
            [
                .. Refusals(Class, RefusedByDecoders),
                new("\"n_embd\": 100", "n_embd: found 100; expected a multiple of n_head = 12", Class),
                new("\"n_embd\": 48, \"hidden_size\": 96", "hidden_size: found 96, but n_embd says 48; they mean the same, so remove one or make them agree", Class),
                new("\"pad_token_id\": 50257", "pad_token_id: found 50257; expected an id below vocab_size = 50257", Class),
                new("\"activation_function\": \"mish\"", $"activation_function: found 'mish'; supported: {Activations}", Class),
                new("\"scale_attn_weights\": 1", "scale_attn_weights: found 1; expected true or false", Class),
                new("\"intermediate_size\": 64", "Unknown key 'intermediate_size'; did you mean 'n_inner'?", Class),
            ],
            Harmless =
            [
                "\"resid_pdrop\": 0.1", "\"embd_pdrop\": 0.1", "\"attn_pdrop\": 0.1", "\"classifier_dropout\": 0.1", "\"summary_type\": \"mean\"", "\"summary_use_proj\": false", "\"summary_activation\": \"tanh\"",
                "\"summary_proj_to_labels\": false", "\"summary_first_dropout\": 0.1", "\"predict_special_tokens\": true", "\"reorder_and_upcast_attn\": true", "\"n_inner\": null",
                "\"n_positions\": 1024, \"n_ctx\": 1024", "\"is_decoder\": true", "\"pad_token_id\": null", "\"pad_token_id\": -1",
                "\"id2label\": {\"0\": \"LABEL_0\"}", "\"label2id\": {\"LABEL_0\": 0}", "\"num_labels\": 1", "\"problem_type\": null",
            ],
        };
    }

    private static FamilyKeys Llama()
    {
        const string Class = "LlamaForCausalLM";
        return new FamilyKeys("llama", Class)
        {
            Changing =
            [
                .. Lines(Class, "\"vocab_size\": 99", "\"hidden_size\": 64", "\"num_hidden_layers\": 2", "\"num_attention_heads\": 16", "\"num_key_value_heads\": 8", "\"head_dim\": 64", "\"intermediate_size\": 64",
                    "\"max_position_embeddings\": 9", "\"rope_theta\": 500000.0", "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.0}", "\"rope_parameters\": {\"rope_type\": \"dynamic\", \"factor\": 2.0}",
                    "\"original_max_position_embeddings\": 64, \"rope_scaling\": {\"type\": \"yarn\", \"factor\": 2.0}", "\"hidden_act\": \"gelu\"", "\"rms_norm_eps\": 1e-5", "\"attention_bias\": true",
                    "\"mlp_bias\": true", "\"pad_token_id\": 0", "\"tie_word_embeddings\": true"),
                .. Lines("LlamaForSequenceClassification", Labels),
            ],
            Refused =
            [
                .. Refusals(Class, RefusedByDecoders),
                new("\"hidden_size\": 100", "hidden_size: found 100; expected a multiple of num_attention_heads = 32", Class),
                new("\"head_dim\": 5", "head_dim: found heads of 5 columns; expected an even number, because rotary positions turn pairs of columns", Class),
                new("\"num_key_value_heads\": 5", "num_attention_heads: found 32; expected a multiple of num_key_value_heads = 5", Class),
                new("\"sliding_window\": 4096", "sliding_window: found 4096; supported: none (Llama sees all tokens before; a model with a window is another one)", Class),
                new("\"layer_types\": [\"sliding_attention\"]", "layer_types: found an array; supported: none (all layers of Llama see all tokens before)", Class),
                new("\"partial_rotary_factor\": 0.5", "partial_rotary_factor: found 0.5; supported: 1 (the whole head is rotated)", Class),
                new("\"rope_interleaved\": true", "rope_interleaved: found true; supported: false (a column is rotated with the one half a head away)", Class),
                new("\"pad_token_id\": 32000", "pad_token_id: found 32000; expected an id below vocab_size = 32000", Class),
                new("\"layer_norm_eps\": 1e-5", "Unknown key 'layer_norm_eps'; did you mean 'rms_norm_eps'?", Class),
            ],
            Harmless =
            [
                "\"attention_dropout\": 0.1", "\"classifier_dropout\": 0.1", "\"pretraining_tp\": 2", "\"is_llama_config\": true", "\"transformers.js_config\": {}", "\"unsloth_version\": \"2025.1\"",
                "\"unsloth_fixed\": true", "\"max_position_embeddings\": 2048, \"max_sequence_length\": 2048", "\"sliding_window\": null", "\"rope_scaling\": null", "\"rope_parameters\": null",
                "\"rope_interleaved\": false", "\"partial_rotary_factor\": 1", "\"head_dim\": 128", "\"head_dim\": null", "\"num_key_value_heads\": null", "\"is_decoder\": true", "\"pad_token_id\": -1",
                "\"id2label\": {\"0\": \"LABEL_0\"}", "\"rope_theta\": 10000",
            ],
        };
    }

    private static FamilyKeys T5()
    {
        const string Class = "T5ForConditionalGeneration";
        return new FamilyKeys("t5", Class)
        {
            Changing = Lines(Class, "\"vocab_size\": 99", "\"d_model\": 48", "\"hidden_size\": 48", "\"d_kv\": 32", "\"head_dim\": 32", "\"d_ff\": 64", "\"num_layers\": 2", "\"num_hidden_layers\": 2",
                "\"num_decoder_layers\": 2", "\"num_heads\": 4", "\"num_attention_heads\": 4", "\"relative_attention_num_buckets\": 16", "\"relative_attention_max_distance\": 64",
                "\"feed_forward_proj\": \"gated-gelu\"", "\"feed_forward_proj\": \"gated-relu\"", "\"feed_forward_proj\": \"gelu\"", "\"layer_norm_epsilon\": 1e-5", "\"pad_token_id\": null",
                "\"decoder_start_token_id\": 0", "\"tie_word_embeddings\": false", "\"scale_decoder_outputs\": false"),
            Refused =
            [
                .. Refusals(Class, RefusedEverywhere),
                new("\"is_encoder_decoder\": false", "is_encoder_decoder: found false; supported: true (LrpGen compiles this model type with its decoder only)", Class),
                new("\"is_decoder\": true", "is_decoder: found true; supported: false (LrpGen compiles this model type with its encoder only)", Class),
                new("\"d_model\": 48, \"hidden_size\": 96", "hidden_size: found 96, but d_model says 48; they mean the same, so remove one or make them agree", Class),
                new("\"dense_act_fn\": \"gelu_new\"", "dense_act_fn: found 'gelu_new', but feed_forward_proj says 'relu', hence relu; they mean the same, so remove one or make them agree", Class),
                new("\"feed_forward_proj\": \"gated-gelu\", \"is_gated_act\": false", "is_gated_act: found false, but feed_forward_proj says 'gated-gelu', hence true; they mean the same, so remove one or make them agree", Class),
                new("\"relative_attention_num_buckets\": 3", "relative_attention_num_buckets: found 3; expected an integer from 4 to 2147483647", Class),
                new("\"relative_attention_max_distance\": 16", "relative_attention_max_distance: found 16; expected more than half of relative_attention_num_buckets = 32", Class),
                new("\"decoder_start_token_id\": 32128", "decoder_start_token_id: found 32128; expected an id below vocab_size = 32128", Class),
                new("\"feed_forward_proj\": \"gated-geglu\"", $"feed_forward_proj: found 'gated-geglu'; supported: {Activations}, {Activations.Replace(" '", " 'gated-", StringComparison.Ordinal).Replace("'gelu',", "'gated-gelu',", StringComparison.Ordinal)}; did you mean 'gated-gelu'?", Class),
            ],
            Harmless =
            [
                "\"dropout_rate\": 0.1", "\"classifier_dropout\": 0.0", "\"initializer_factor\": 1.0", "\"n_positions\": 512", "\"is_encoder_decoder\": true", "\"is_decoder\": false", "\"add_cross_attention\": true",
                "\"num_decoder_layers\": null", "\"dense_act_fn\": \"relu\"", "\"is_gated_act\": false", "\"scale_decoder_outputs\": true", "\"id2label\": {\"0\": \"LABEL_0\"}",
            ],
        };
    }

    private static FamilyKeys Vision(string modelType, string name) => new(modelType, name)
    {
        Changing = Lines(name, [.. Labels, "\"image_size\": 32", "\"image_size\": [32, 64]", "\"patch_size\": 8", "\"patch_size\": [8, 16]", "\"num_channels\": 1", "\"hidden_size\": 48", "\"num_hidden_layers\": 2",
            "\"num_attention_heads\": 6", "\"intermediate_size\": 64", "\"hidden_act\": \"relu\"", "\"layer_norm_eps\": 1e-5", "\"qkv_bias\": false"]),
        Refused =
        [
            .. Refusals(name, RefusedByEncoders),
            new("\"hidden_size\": 100", "hidden_size: found 100; expected a multiple of num_attention_heads = 12", name),
            new("\"image_size\": 225", "image_size: found 225; expected a multiple of patch_size = 16", name),
            new("\"image_size\": [32, 225]", "image_size: found 225; expected a multiple of patch_size = 16", name),
            new("\"image_size\": [1, 2, 3]", "image_size: found an array of 3; expected an integer, or an array of two: height and width", name),
            new("\"image_size\": [32, \"x\"]", "image_size: found 'x'; expected an integer", name),
            new("\"patch_size\": [16, 0]", "patch_size: found 0; expected an integer from 1 to 2147483647", name),
        ],
        Harmless = [.. NamesOfDropouts, "\"pooler_output_size\": 768", "\"pooler_act\": \"tanh\"", "\"encoder_stride\": 16", "\"tie_word_embeddings\": true", "\"pad_token_id\": null"],
    };

    private static KeyLine[] Lines(string name, params string[] lines) => [.. lines.Select(line => new KeyLine(line, name))];

    private static IEnumerable<RefusedLine> Refusals(string name, (string Line, string Message)[] lines) => lines.Select(one => new RefusedLine(one.Line, one.Message, name));
}
