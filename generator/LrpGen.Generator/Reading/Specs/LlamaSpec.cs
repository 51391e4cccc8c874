namespace LrpGen.Generator.Reading.Specs;

/// <summary>
/// Llama (transformers, <c>models/llama/configuration_llama.py</c>): a decoder with rotary positions, norms by the root mean
/// square, gated feed-forward parts, and keys and values that several heads share.
/// </summary>
/// <param name="Header">What every configuration says.</param>
/// <param name="VocabSize">Rows of the word embedding.</param>
/// <param name="HiddenSize">Width of the decoder.</param>
/// <param name="NumHiddenLayers">Decoder layers.</param>
/// <param name="NumAttentionHeads">Heads of the queries; a multiple of <paramref name="NumKeyValueHeads"/>.</param>
/// <param name="NumKeyValueHeads">Heads of keys and values.</param>
/// <param name="HeadSize">Columns of a head, an even number; all heads together may be wider than <paramref name="HiddenSize"/>.</param>
/// <param name="IntermediateSize">Width of the feed-forward part, and of its gate.</param>
/// <param name="MaxPositionEmbeddings">The longest text.</param>
/// <param name="Rope">Rotary positions.</param>
/// <param name="HiddenAct">Activation of the gate.</param>
/// <param name="RmsNormEps">The token of the file.</param>
/// <param name="AttentionBias">Whether the four products of attention have a bias.</param>
/// <param name="MlpBias">Whether the three products of the feed-forward part have a bias.</param>
/// <param name="PadTokenId">The padding token; a classifier of texts reads the last token that is another one, or without it the last.</param>
/// <param name="TieWordEmbeddings">Of a language model: whether its last product has the weights of the word embedding.</param>
internal sealed record LlamaSpec(
    SpecHeader Header,
    int VocabSize,
    int HiddenSize,
    int NumHiddenLayers,
    int NumAttentionHeads,
    int NumKeyValueHeads,
    int HeadSize,
    int IntermediateSize,
    int MaxPositionEmbeddings,
    RopeSpec Rope,
    string HiddenAct,
    string RmsNormEps,
    bool AttentionBias,
    bool MlpBias,
    int? PadTokenId,
    bool TieWordEmbeddings) : TextSpec(Header, VocabSize)
{
    public static SpecFamily Family { get; } = new("llama", Read);

    public override IEnumerable<SpecSize> Sizes() =>
    [
        SpecSize.Layers("num_hidden_layers", NumHiddenLayers),
        SpecSize.Columns("hidden_size", HiddenSize),
        SpecSize.Columns("intermediate_size", IntermediateSize),
        SpecSize.Columns("num_attention_heads · head_dim", (int)Math.Min(int.MaxValue, (long)NumAttentionHeads * HeadSize)),
    ];

    private static LlamaSpec Read(ConfigReader config, ModelClass model)
    {
        DecoderChecks.RefuseOtherComputations(config);
        config.MustBeEmpty("sliding_window", "Llama sees all tokens before; a model with a window is another one");
        config.MustBeEmpty("layer_types", "all layers of Llama see all tokens before");
        config.Ignored("attention_dropout", "classifier_dropout");

        // Cuts products into pieces for several machines; the result is the same.
        config.Ignored("pretraining_tp");

        // Written by converters and trainers; transformers reads none of them.
        config.Ignored("is_llama_config", "transformers.js_config", "unsloth_version", "unsloth_fixed");
        config.IgnoredBeside("max_sequence_length", "max_position_embeddings");
        int vocabSize = config.Int("vocab_size", 32000);
        int hiddenSize = config.Int("hidden_size", 4096);
        int heads = config.Int("num_attention_heads", 32);
        int? headSize = config.OptionalInt("head_dim");
        if (headSize is { } given)
            SizeChecks.EvenHead(config, "head_dim", given, "num_attention_heads");
        else
            SizeChecks.RotaryHeads(config, "hidden_size", hiddenSize, "num_attention_heads", heads);
        int columns = headSize ?? hiddenSize / heads;
        int keyValueHeads = config.OptionalInt("num_key_value_heads") ?? heads;
        SizeChecks.Multiple(config, "num_attention_heads", heads, "num_key_value_heads", keyValueHeads);
        return new LlamaSpec(
            SpecHeader.Read(config, model),
            vocabSize,
            hiddenSize,
            config.Int("num_hidden_layers", 32),
            heads,
            keyValueHeads,
            columns,
            config.Int("intermediate_size", 11008),
            config.Int("max_position_embeddings", 2048),
            RopeKeys.Read(config, columns),
            config.Choice("hidden_act", "silu", Activations.Supported),
            config.PositiveFloat("rms_norm_eps", "1e-06"),
            config.Bool("attention_bias", false),
            config.Bool("mlp_bias", false),
            TextKeys.PadTokenId(config, null, vocabSize),
            TextKeys.TiesWordEmbeddings(config, model.Task, whenMissing: false));
    }
}
