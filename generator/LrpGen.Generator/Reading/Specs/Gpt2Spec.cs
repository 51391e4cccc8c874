namespace LrpGen.Generator.Reading.Specs;

/// <summary>GPT-2 (transformers, <c>models/gpt2/configuration_gpt2.py</c>): a decoder with norms before the parts.</summary>
/// <param name="Header">What every configuration says.</param>
/// <param name="VocabSize">Rows of the word embedding.</param>
/// <param name="Positions">Rows of the position embedding, and so the longest text.</param>
/// <param name="HiddenSize">Width of the decoder; a multiple of <paramref name="Heads"/>.</param>
/// <param name="Layers">Decoder layers.</param>
/// <param name="Heads">Heads of each layer.</param>
/// <param name="IntermediateSize">Width of the feed-forward part.</param>
/// <param name="Activation">Activation of the feed-forward part.</param>
/// <param name="LayerNormEpsilon">The token of the file.</param>
/// <param name="ScaleAttentionWeights">Whether scores are divided by the square root of a head's columns.</param>
/// <param name="ScaleAttentionByInverseLayerIndex">Whether scores of layer i, counted from 0, are divided by i + 1 as well.</param>
/// <param name="PadTokenId">The padding token; a classifier of texts reads the last token that is another one, or without it the last.</param>
/// <param name="TieWordEmbeddings">Of a language model: whether its last product has the weights of the word embedding.</param>
internal sealed record Gpt2Spec(
    SpecHeader Header,
    int VocabSize,
    int Positions,
    int HiddenSize,
    int Layers,
    int Heads,
    int IntermediateSize,
    string Activation,
    string LayerNormEpsilon,
    bool ScaleAttentionWeights,
    bool ScaleAttentionByInverseLayerIndex,
    int? PadTokenId,
    bool TieWordEmbeddings) : TextSpec(Header, VocabSize)
{
    public static SpecFamily Family { get; } = new("gpt2", Read);

    public override IEnumerable<SpecSize> Sizes() =>
    [
        SpecSize.Layers("n_layer", Layers),
        SpecSize.Columns("n_embd", HiddenSize),
        SpecSize.Columns("n_inner", IntermediateSize),
    ];

    private static Gpt2Spec Read(ConfigReader config, ModelClass model)
    {
        DecoderChecks.RefuseOtherComputations(config);
        config.Ignored("resid_pdrop", "embd_pdrop", "attn_pdrop", "classifier_dropout", "hidden_dropout");

        // Only GPT2DoubleHeadsModel reads these.
        config.Ignored(
            "summary_type", "summary_use_proj", "summary_activation", "summary_proj_to_labels", "summary_first_dropout", "predict_special_tokens");

        // The same product in another order, against overflows in half precision.
        config.Ignored("reorder_and_upcast_attn");

        // The size of a mask that every version but the first ones makes as long as n_positions.
        config.IgnoredBeside("n_ctx", "n_positions");

        // GPT2Config.attribute_map gives four keys a second name.
        string hiddenKey = config.EitherOf("n_embd", "hidden_size");
        string headsKey = config.EitherOf("n_head", "num_attention_heads");
        int vocabSize = config.Int("vocab_size", 50257);
        int hiddenSize = config.Int(hiddenKey, 768);
        int heads = config.Int(headsKey, 12);
        SizeChecks.Multiple(config, hiddenKey, hiddenSize, headsKey, heads);
        return new Gpt2Spec(
            SpecHeader.Read(config, model),
            vocabSize,
            config.Int(config.EitherOf("n_positions", "max_position_embeddings"), 1024),
            hiddenSize,
            config.Int(config.EitherOf("n_layer", "num_hidden_layers"), 12),
            heads,
            config.OptionalInt("n_inner") ?? (int)Math.Min(int.MaxValue, 4L * hiddenSize),
            config.Choice("activation_function", "gelu_new", Activations.Supported),
            config.PositiveFloat("layer_norm_epsilon", "1e-05"),
            config.Bool("scale_attn_weights", true),
            config.Bool("scale_attn_by_inverse_layer_idx", false),
            TextKeys.PadTokenId(config, null, vocabSize),
            TextKeys.TiesWordEmbeddings(config, model.Task, whenMissing: true));
    }
}
