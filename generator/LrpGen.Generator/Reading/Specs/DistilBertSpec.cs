namespace LrpGen.Generator.Reading.Specs;

/// <summary>DistilBERT (transformers, <c>models/distilbert/configuration_distilbert.py</c>).</summary>
internal static class DistilBertSpec
{
    public static SpecFamily Family { get; } = new("distilbert", Read);

    private static EncoderSpec Read(ConfigReader config, ModelClass model)
    {
        // DistilBertConfig.attribute_map gives three keys a second name.
        string hiddenKey = config.EitherOf("dim", "hidden_size");
        string headsKey = config.EitherOf("n_heads", "num_attention_heads");
        string layersKey = config.EitherOf("n_layers", "num_hidden_layers");
        int hiddenSize = config.Int(hiddenKey, 768);
        int heads = config.Int(headsKey, 12);
        SizeChecks.Multiple(config, hiddenKey, hiddenSize, headsKey, heads);
        int vocabSize = config.Int("vocab_size", 30522);
        int padding = EncoderChecks.PadTokenId(config, whenMissing: 0, vocabSize, required: false);
        EncoderChecks.RefuseOtherComputations(config);

        // Sinusoidal embeddings are computed when a model is made and then stored with the weights like any others.
        config.Ignored("sinusoidal_pos_embds", "dropout", "attention_dropout", "qa_dropout", "seq_classif_dropout");

        // BERT's names side by side with DistilBERT's own, which transformers alone reads. Its norms have a fixed ε, and it has no token types.
        config.IgnoredBeside("intermediate_size", "hidden_dim");
        config.IgnoredBeside("hidden_act", "activation");
        config.Ignored("hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout", "layer_norm_eps", "type_vocab_size");
        return new EncoderSpec(
            SpecHeader.Read(config, model),
            vocabSize,
            hiddenSize,
            hiddenSize,
            config.Int(layersKey, 6),
            heads,
            config.Int("hidden_dim", 3072),
            config.Int("max_position_embeddings", 512),
            TypeVocabSize: 0,
            padding,
            config.Choice("activation", "gelu", Activations.Supported),
            // Not configurable: modeling_distilbert.py writes eps=1e-12.
            LayerNormEps: "1e-12",
            TextKeys.TiesWordEmbeddings(config, model.Task, whenMissing: true));
    }
}
