namespace LrpGen.Generator.Reading.Specs;

/// <summary>BERT (transformers, <c>models/bert/configuration_bert.py</c>).</summary>
internal static class BertSpec
{
    public static SpecFamily Family { get; } = new("bert", Read);

    private static EncoderSpec Read(ConfigReader config, ModelClass model)
    {
        // Left over from the original TensorFlow checkpoints; transformers reads none of them.
        config.Ignored("directionality", "pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers", "pooler_size_per_head", "pooler_type", "vocab_size_or_config_json_file");
        return BertKeys.Read(config, model, new BertDefaults(VocabSize: 30522, PadTokenId: 0));
    }
}
