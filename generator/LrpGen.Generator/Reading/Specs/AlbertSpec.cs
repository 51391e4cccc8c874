namespace LrpGen.Generator.Reading.Specs;

/// <summary>ALBERT (transformers, <c>models/albert/configuration_albert.py</c>): an encoder whose layers share their weights.</summary>
/// <param name="Header">What every configuration says.</param>
/// <param name="VocabSize">Rows of the word embedding.</param>
/// <param name="EmbeddingSize">Columns of the embeddings; a product always follows, whatever <paramref name="HiddenSize"/> is.</param>
/// <param name="HiddenSize">Width of the encoder; a multiple of <paramref name="NumAttentionHeads"/>.</param>
/// <param name="NumHiddenLayers">Layers, a multiple of <paramref name="NumHiddenGroups"/>: layer i has the weights of group i · groups / layers.</param>
/// <param name="NumHiddenGroups">Sets of weights.</param>
/// <param name="InnerGroupNum">Attention and feed-forward parts in a set, each with weights of its own; a layer runs all of them.</param>
/// <param name="NumAttentionHeads">Heads of each layer.</param>
/// <param name="IntermediateSize">Width of the feed-forward part.</param>
/// <param name="MaxPositionEmbeddings">Rows of the position embedding.</param>
/// <param name="TypeVocabSize">Rows of the token type embedding.</param>
/// <param name="PadTokenId">The padding token, if there is one.</param>
/// <param name="HiddenAct">Activation of the feed-forward part.</param>
/// <param name="LayerNormEps">The token of the file.</param>
/// <param name="TieWordEmbeddings">Of a masked language model: whether its last product has the weights of the word embedding.</param>
internal sealed record AlbertSpec(
    SpecHeader Header,
    int VocabSize,
    int EmbeddingSize,
    int HiddenSize,
    int NumHiddenLayers,
    int NumHiddenGroups,
    int InnerGroupNum,
    int NumAttentionHeads,
    int IntermediateSize,
    int MaxPositionEmbeddings,
    int TypeVocabSize,
    int? PadTokenId,
    string HiddenAct,
    string LayerNormEps,
    bool TieWordEmbeddings) : TextSpec(Header, VocabSize)
{
    public static SpecFamily Family { get; } = new("albert", Read);

    public override IEnumerable<SpecSize> Sizes() =>
    [
        SpecSize.Layers("num_hidden_layers", NumHiddenLayers),
        SpecSize.Layers("inner_group_num", InnerGroupNum),
        SpecSize.Columns("hidden_size", HiddenSize),
        SpecSize.Columns("intermediate_size", IntermediateSize),
        SpecSize.Columns("embedding_size", EmbeddingSize),
    ];

    private static AlbertSpec Read(ConfigReader config, ModelClass model)
    {
        EncoderChecks.RefuseOtherComputations(config);
        config.Ignored("hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout_prob");

        // Left over from the original TensorFlow checkpoints; transformers reads none of them.
        config.Ignored("down_scale_factor", "gap_size", "net_structure_type", "num_memory_blocks", "ln_type");
        int vocabSize = config.Int("vocab_size", 30000);
        AlbertSpec spec = new(
            SpecHeader.Read(config, model),
            vocabSize,
            config.Int("embedding_size", 128),
            config.Int("hidden_size", 4096),
            config.Int("num_hidden_layers", 12),
            config.Int("num_hidden_groups", 1),
            config.Int("inner_group_num", 1),
            config.Int("num_attention_heads", 64),
            config.Int("intermediate_size", 16384),
            config.Int("max_position_embeddings", 512),
            config.Int("type_vocab_size", 2),
            TextKeys.PadTokenId(config, 0, vocabSize),
            config.Choice("hidden_act", "gelu_new", Activations.Supported),
            config.PositiveFloat("layer_norm_eps", "1e-12"),
            TextKeys.TiesWordEmbeddings(config, model.Task, whenMissing: true));
        SizeChecks.Multiple(config, "hidden_size", spec.HiddenSize, "num_attention_heads", spec.NumAttentionHeads);
        SizeChecks.Multiple(config, "num_hidden_layers", spec.NumHiddenLayers, "num_hidden_groups", spec.NumHiddenGroups);
        return spec;
    }
}
