using System.Collections.Immutable;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>Keys of any model type that do not change what a classifier computes from its weights.</summary>
internal static class HarmlessKeys
{
    public static ImmutableArray<string> All { get; } =
    [
        // Where the file comes from, and how it is loaded.
        "_name_or_path", "name_or_path", "_commit_hash", "_num_labels", "transformers_version", "dtype", "torch_dtype",
        "finetuning_task", "language", "tokenizer_class", "task_specific_params", "attn_implementation",
        "_attn_implementation", "_attn_implementation_autoset", "_attn_implementation_internal", "experts_implementation",
        "_experts_implementation", "_experts_implementation_internal", "torchscript", "use_bfloat16", "tf_legacy_loss", "xla_device",
        "_pre_quantization_dtype", "base_model_tp_plan", "base_model_pp_plan", "base_model_ep_plan", "base_model_fsdp_plan",
        "custom_pipelines", "is_composition",

        // Training.
        "initializer_range", "gradient_checkpointing", "loss_type",

        // Written by exports and by trainers; no model reads them.
        "tie_weights_", "tie_encoder_decoder",

        // Cuts the feed-forward part into pieces to save memory; the result is the same.
        "chunk_size_feed_forward",

        // What is returned beside the logits.
        "output_hidden_states", "output_attentions", "_output_attentions", "output_past", "return_dict", "use_return_dict", "use_cache",

        // How sentence-transformers shows a cross-encoder's logits; the logits are the same.
        "sentence_transformers", "sbert_ce_default_activation_function",

        // Only used by decoders and by text generation.
        "cross_attention_hidden_size", "bos_token_id", "eos_token_id", "sep_token_id", "cls_token_id", "mask_token_id",
        "unk_token_id", "decoder_start_token_id", "forced_bos_token_id", "forced_eos_token_id", "prefix",
        "max_length", "min_length", "do_sample", "early_stopping", "num_beams", "num_beam_groups", "diversity_penalty",
        "temperature", "top_k", "top_p", "typical_p", "repetition_penalty", "length_penalty", "no_repeat_ngram_size",
        "encoder_no_repeat_ngram_size", "bad_words_ids", "num_return_sequences", "output_scores",
        "return_dict_in_generate", "remove_invalid_values", "exponential_decay_length_penalty", "suppress_tokens",
        "begin_suppress_tokens", "forced_decoder_ids", "renormalize_logits", "max_new_tokens", "min_new_tokens", "penalty_alpha",
        "epsilon_cutoff", "eta_cutoff", "num_assistant_tokens",
    ];
}
