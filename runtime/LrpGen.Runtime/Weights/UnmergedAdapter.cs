namespace LrpGen.Runtime;

/// <summary>Recognises what PEFT saves: weights of an adapter beside those of the model, or without them.</summary>
internal static class UnmergedAdapter
{
    /// <summary>The file of an adapter alone.</summary>
    public const string FileName = "adapter_model.safetensors";

    /// <summary>What to do about it.</summary>
    public const string HowToMerge =
        "merge it into its base model and save that: AutoPeftModelForSequenceClassification.from_pretrained(folder).merge_and_unload().save_pretrained(other)";

    private static readonly string[] Parts =
        ["lora_A", "lora_B", "lora_embedding_A", "lora_embedding_B", "lora_magnitude_vector", "base_layer", "modules_to_save", "original_module"];

    /// <summary>Refuses a checkpoint that holds an adapter which is not merged: the model's own weights are not what it computes with.</summary>
    /// <exception cref="CheckpointException">It does.</exception>
    public static void Refuse(Checkpoint checkpoint)
    {
        string[] names = [.. checkpoint.Tensors.Keys.Where(IsPart).Order(StringComparer.Ordinal)];
        if (names.Length > 0)
        {
            throw new CheckpointException(checkpoint.Path,
                $"the weights of an adapter (LoRA) are not merged: {(names.Length == 1 ? "one tensor," : $"{names.Length} tensors such as")} {Messages.Quote(names[0])}; {HowToMerge}, or load the base model");
        }
    }

    private static bool IsPart(string name) => Array.Exists(name.Split('.'), part => Parts.Contains(part, StringComparer.Ordinal));
}
