namespace LrpGen.Generator.Reading.Specs;

/// <summary>BERT (transformers, <c>models/bert/configuration_bert.py</c>).</summary>
internal static class BertSpec
{
    public static SpecFamily Family { get; } = new("bert", "BertForSequenceClassification", Read);

    private static EncoderSpec Read(ConfigReader config, SpecFamily family)
    {
        // Left over from the original TensorFlow checkpoints; transformers reads none of them.
        config.Ignored("directionality", "pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers", "pooler_size_per_head", "pooler_type", "vocab_size_or_config_json_file");
        return BertKeys.Read(config, family, new BertDefaults(VocabSize: 30522, PadTokenId: 0));
    }
}
