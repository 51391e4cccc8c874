namespace LrpGen.Runtime;

/// <summary>Tensors that are saved with a model and change nothing of what a classifier computes.</summary>
internal static class HarmlessTensors
{
    // Buffers: transformers and PyTorch make them again when a model is made.
    private static readonly string[] Buffers = ["position_ids", "token_type_ids", "num_batches_tracked"];

    // What optimizers keep for every weight, and beside them, where a training state was saved as one file.
    private static readonly string[] OptimizerParts = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq", "momentum_buffer", "adam_m", "adam_v", "global_step"];

    private static readonly string[] OptimizerModules = ["optimizer", "optimizers", "optimizer_state", "optimizer_states", "scheduler", "lr_scheduler", "lr_schedulers"];

    // Heads of the pre-training and of other tasks, and poolers that the classifier does not read: by family, as transformers names them.
    private static readonly (string Architecture, string[] Modules)[] Heads =
    [
        ("BertForSequenceClassification", ["cls.predictions", "cls.seq_relationship"]),
        ("RobertaForSequenceClassification", ["lm_head", "roberta.pooler"]),
        ("XLMRobertaForSequenceClassification", ["lm_head", "roberta.pooler"]),
        ("DistilBertForSequenceClassification", ["vocab_transform", "vocab_layer_norm", "vocab_projector"]),
        ("ElectraForSequenceClassification", ["discriminator_predictions", "generator_predictions", "generator_lm_head"]),
    ];

    /// <summary>True for a tensor that may be there unread.</summary>
    /// <param name="architecture">The model's class in transformers; empty for a layer graph, which has no other heads.</param>
    /// <param name="name">The tensor's name, without the prefix of the whole checkpoint.</param>
    public static bool Holds(string architecture, string name)
    {
        string last = name[(name.LastIndexOf('.') + 1)..];
        return Buffers.Contains(last, StringComparer.Ordinal)
            || OptimizerParts.Contains(last, StringComparer.Ordinal)
            || Array.Exists(OptimizerModules, module => IsIn(name, module))
            || Array.Exists(Heads, family => family.Architecture == architecture && Array.Exists(family.Modules, module => IsIn(name, module)));
    }

    private static bool IsIn(string name, string module) =>
        name.StartsWith(module, StringComparison.Ordinal) && name.Length > module.Length && name[module.Length] == '.';
}
