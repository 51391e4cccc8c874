namespace LrpGen.Generator.Reading.Specs;

/// <summary>XLM-RoBERTa (transformers, <c>models/xlm_roberta/configuration_xlm_roberta.py</c>).</summary>
internal static class XlmRobertaSpec
{
    public static SpecFamily Family { get; } = new("xlm-roberta", Read);

    // The vocabulary's default is BERT's, although no published XLM-R has that size: it is what transformers assumes.
    private static EncoderSpec Read(ConfigReader config, ModelClass model) =>
        BertKeys.Read(config, model, new BertDefaults(VocabSize: 30522, PadTokenId: 1, PositionsFollowPadding: true));
}
