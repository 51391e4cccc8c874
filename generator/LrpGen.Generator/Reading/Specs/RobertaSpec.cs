namespace LrpGen.Generator.Reading.Specs;

/// <summary>RoBERTa (transformers, <c>models/roberta/configuration_roberta.py</c>).</summary>
internal static class RobertaSpec
{
    public static SpecFamily Family { get; } = new("roberta", Read);

    private static EncoderSpec Read(ConfigReader config, ModelClass model)
    {
        // An argument of RobertaConfig in old versions; no model ever read it.
        config.Ignored("normalize_embeddings");
        return BertKeys.Read(config, model, new BertDefaults(VocabSize: 50265, PadTokenId: 1, PositionsFollowPadding: true));
    }
}
