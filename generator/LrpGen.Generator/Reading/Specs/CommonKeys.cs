namespace LrpGen.Generator.Reading.Specs;

/// <summary>The keys that mean the same in a configuration of whatever family.</summary>
internal static class CommonKeys
{
    /// <summary>Refuses what would make the model compute something else, and names what makes no difference.</summary>
    public static void Read(ConfigReader config)
    {
        config.MustBeEmpty("quantization_config", "LrpGen needs the original weights; save the model without quantization");
        config.MustBeEmpty("pruned_heads", "layers with fewer heads are not supported");
        config.MustBeEmpty("per_layer_config", "all layers must have the same sizes");
        config.MustBeEmptyWithin("adapters", "adapters", "adapters change what the layers compute; merge them into the model and save it without");
        config.MustBeEmpty("auto_map", "the model runs code of its own instead of the one in transformers");
        config.Ignored(HarmlessKeys.All);
    }
}
