namespace LrpGen.Generator.Reading.Specs;

/// <summary>RoBERTa (transformers, <c>models/roberta/configuration_roberta.py</c>).</summary>
internal static class RobertaSpec
{
    public static SpecFamily Family { get; } = new("roberta", "RobertaForSequenceClassification", Read);

    private static EncoderSpec Read(ConfigReader config, SpecFamily family)
    {
        // An argument of RobertaConfig in old versions; no model ever read it.
        config.Ignored("normalize_embeddings");
        return BertKeys.Read(config, family, new BertDefaults(VocabSize: 50265, PadTokenId: 1, PositionsFollowPadding: true));
    }
}
