namespace LrpGen.Generator.Reading.Specs;

/// <summary>ELECTRA (transformers, <c>models/electra/configuration_electra.py</c>).</summary>
internal static class ElectraSpec
{
    public static SpecFamily Family { get; } = new("electra", Read);

    private static EncoderSpec Read(ConfigReader config, ModelClass model)
    {
        // ElectraForSequenceClassification has a head of its own, dense → exact GELU → out_proj on the first token,
        // whatever these say; only ElectraForMultipleChoice reads them.
        config.Ignored("summary_type", "summary_use_proj", "summary_activation", "summary_last_dropout");
        return BertKeys.Read(config, model, new BertDefaults(
            VocabSize: 30522,
            PadTokenId: 0,
            HiddenSize: 256,
            NumAttentionHeads: 4,
            IntermediateSize: 1024,
            EmbeddingSize: 128));
    }
}
