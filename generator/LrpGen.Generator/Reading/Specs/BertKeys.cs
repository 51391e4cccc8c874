namespace LrpGen.Generator.Reading.Specs;

/// <summary>The defaults in which the families that share BERT's key names differ.</summary>
internal sealed record BertDefaults(
    int VocabSize,
    int PadTokenId,
    bool PositionsFollowPadding = false,
    int HiddenSize = 768,
    int NumAttentionHeads = 12,
    int IntermediateSize = 3072,
    int? EmbeddingSize = null);

/// <summary>Reads the keys that BERT, RoBERTa, XLM-R and ELECTRA share.</summary>
internal static class BertKeys
{
    public static EncoderSpec Read(ConfigReader config, ModelClass model, BertDefaults defaults)
    {
        int hiddenSize = config.Int("hidden_size", defaults.HiddenSize);
        int heads = config.Int("num_attention_heads", defaults.NumAttentionHeads);
        SizeChecks.Multiple(config, "hidden_size", hiddenSize, "num_attention_heads", heads);
        int vocabSize = config.Int("vocab_size", defaults.VocabSize);
        int positions = config.Int("max_position_embeddings", 512);
        int padding = EncoderChecks.PadTokenId(config, defaults.PadTokenId, vocabSize, required: defaults.PositionsFollowPadding);
        if (defaults.PositionsFollowPadding)
            EncoderChecks.PositionsBehindPadding(config, positions, padding);
        EncoderChecks.RefuseOtherComputations(config);
        config.Ignored("hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout");
        return new EncoderSpec(
            SpecHeader.Read(config, model),
            vocabSize,
            defaults.EmbeddingSize is { } embeddingSize ? config.Int("embedding_size", embeddingSize) : hiddenSize,
            hiddenSize,
            config.Int("num_hidden_layers", 12),
            heads,
            config.Int("intermediate_size", defaults.IntermediateSize),
            positions,
            config.Int("type_vocab_size", 2),
            padding,
            config.Choice("hidden_act", "gelu", Activations.Supported),
            config.PositiveFloat("layer_norm_eps", "1e-12"),
            TextKeys.TiesWordEmbeddings(config, model.Task, whenMissing: true));
    }
}
