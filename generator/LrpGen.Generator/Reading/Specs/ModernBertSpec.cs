using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>
/// ModernBERT (transformers, <c>models/modernbert</c>): an encoder with rotary positions, norms before the parts, gated
/// feed-forward parts, and layers that see near tokens only.
/// </summary>
/// <param name="Header">What every configuration says.</param>
/// <param name="VocabSize">Rows of the word embedding.</param>
/// <param name="HiddenSize">Width of the encoder; a multiple of <paramref name="NumAttentionHeads"/>.</param>
/// <param name="NumHiddenLayers">Encoder layers.</param>
/// <param name="NumAttentionHeads">Heads of each layer, of an even number of columns.</param>
/// <param name="IntermediateSize">Width of the feed-forward part, and of its gate.</param>
/// <param name="MaxPositionEmbeddings">The longest text.</param>
/// <param name="PadTokenId">The padding token, if there is one.</param>
/// <param name="HiddenActivation">Activation of the feed-forward part.</param>
/// <param name="NormEps">The token of the file.</param>
/// <param name="NormBias">Whether norms have a bias.</param>
/// <param name="AttentionBias">Whether the products of attention have a bias.</param>
/// <param name="MlpBias">Whether the products of the feed-forward part have a bias.</param>
/// <param name="LayerTypes">Of each layer: <see cref="FullAttention"/> or <see cref="SlidingAttention"/>.</param>
/// <param name="LocalAttention">Width of a sliding window: a token sees those at most half of it away.</param>
/// <param name="FullRope">Rotary positions of the layers that see everything.</param>
/// <param name="SlidingRope">Rotary positions of the layers with a window.</param>
/// <param name="ClassifierPooling">What a classifier of texts reads: <c>cls</c>, the first token, or <c>mean</c>, the mean of all.</param>
/// <param name="ClassifierBias">Whether the first product of the head has a bias.</param>
/// <param name="ClassifierActivation">Activation of the head.</param>
/// <param name="DecoderBias">Of a masked language model: whether its last product has a bias.</param>
/// <param name="TieWordEmbeddings">Of a masked language model: whether its last product has the weights of the word embedding.</param>
internal sealed record ModernBertSpec(
    SpecHeader Header,
    int VocabSize,
    int HiddenSize,
    int NumHiddenLayers,
    int NumAttentionHeads,
    int IntermediateSize,
    int MaxPositionEmbeddings,
    int? PadTokenId,
    string HiddenActivation,
    string NormEps,
    bool NormBias,
    bool AttentionBias,
    bool MlpBias,
    EquatableArray<string> LayerTypes,
    int LocalAttention,
    RopeSpec FullRope,
    RopeSpec SlidingRope,
    string ClassifierPooling,
    bool ClassifierBias,
    string ClassifierActivation,
    bool DecoderBias,
    bool TieWordEmbeddings) : TextSpec(Header, VocabSize)
{
    public const string FullAttention = "full_attention";
    public const string SlidingAttention = "sliding_attention";

    public static SpecFamily Family { get; } = new("modernbert", Read);

    public override IEnumerable<SpecSize> Sizes() =>
    [
        SpecSize.Layers("num_hidden_layers", NumHiddenLayers),
        SpecSize.Columns("hidden_size", HiddenSize),
        SpecSize.Columns("intermediate_size", IntermediateSize),
    ];

    private static ModernBertSpec Read(ConfigReader config, ModelClass model)
    {
        EncoderChecks.RefuseOtherComputations(config);
        config.Ignored("embedding_dropout", "attention_dropout", "mlp_dropout", "classifier_dropout");

        // How weights are drawn, how the code is run, and what training leaves out.
        config.Ignored(
            "initializer_cutoff_factor", "deterministic_flash_attn", "reference_compile", "repad_logits_with_grad", "sparse_prediction", "sparse_pred_ignore_index");

        // The published files have BERT's name beside the family's own.
        config.IgnoredBeside("layer_norm_eps", "norm_eps");
        int vocabSize = config.Int("vocab_size", 50368);
        int hiddenSize = config.Int("hidden_size", 768);
        int heads = config.Int("num_attention_heads", 12);
        int layers = config.Int("num_hidden_layers", 22);
        SizeChecks.RotaryHeads(config, "hidden_size", hiddenSize, "num_attention_heads", heads);
        int local = config.Int("local_attention", 128);
        if (config.OptionalInt("sliding_window") is { } half && config.IsSound("sliding_window", "local_attention") && half != local / 2)
            config.Report(DiagnosticCatalog.ConflictingKeys, config.SpanOf("sliding_window"), "sliding_window", ConfigReader.Text(half), "local_attention", $"{ConfigReader.Text(local)}, twice as many");
        (RopeSpec full, RopeSpec sliding) = ReadRope(config, hiddenSize / heads);
        return new ModernBertSpec(
            SpecHeader.Read(config, model),
            vocabSize,
            hiddenSize,
            layers,
            heads,
            config.Int("intermediate_size", 1152),
            config.Int("max_position_embeddings", 8192),
            TextKeys.PadTokenId(config, 50283, vocabSize),
            config.Choice("hidden_activation", "gelu", Activations.Supported),
            config.PositiveFloat("norm_eps", "1e-05"),
            config.Bool("norm_bias", false),
            config.Bool("attention_bias", false),
            config.Bool("mlp_bias", false),
            ReadLayerTypes(config, layers),
            local,
            full,
            sliding,
            config.Choice("classifier_pooling", "cls", "cls", "mean"),
            config.Bool("classifier_bias", false),
            config.Choice("classifier_activation", "gelu", Activations.Supported),
            config.Bool("decoder_bias", true),
            TextKeys.TiesWordEmbeddings(config, model.Task, whenMissing: true));
    }

    /// <summary>A word for each layer, or how many layers it is from one that sees everything to the next, beginning with the first.</summary>
    private static EquatableArray<string> ReadLayerTypes(ConfigReader config, int layers)
    {
        const string Key = "layer_types";
        int every = config.Int("global_attn_every_n_layers", 3);
        if (config.ValueOrNull(Key) is null)
        {
            // Beyond the limit nothing is made of it.
            return Enumerable.Range(0, Math.Min(layers, Limits.Layers)).Select(layer => layer % every == 0 ? FullAttention : SlidingAttention).ToEquatableArray();
        }

        EquatableArray<string> types = config.Words(Key, FullAttention, SlidingAttention);
        if (config.IsSound(Key, "num_hidden_layers") && types.Count != layers)
            config.Report(DiagnosticCatalog.SizesDoNotFit, config.SpanOf(Key), Key, ConfigReader.Count(types.Count, "word"), $"one for each layer: num_hidden_layers = {ConfigReader.Text(layers)}");
        return types;
    }

    /// <summary>
    /// transformers 4 has two numbers, of which the second may be null and then is the first; transformers 5 an object for each kind of layer.
    /// </summary>
    private static (RopeSpec Full, RopeSpec Sliding) ReadRope(ConfigReader config, int headSize)
    {
        const string LocalKey = "local_rope_theta";
        double? global = config.PositiveNumber("global_rope_theta");
        double? local = config.Value(LocalKey) is { Kind: JsonKind.Null } ? global ?? 160000 : config.PositiveNumber(LocalKey);
        config.MustBeEmpty(RopeKeys.Scaling, "the positions of ModernBERT were never stretched; transformers 5 writes rope_parameters");
        (RopeSpec?, RopeSpec?) read = config.Within(RopeKeys.Parameters, kinds =>
        (
            kinds.Within(FullAttention, rope => RopeKeys.Read(rope, global, 160000, headSize)),
            kinds.Within(SlidingAttention, rope => RopeKeys.Read(rope, local, 10000, headSize))));
        return (read.Item1 ?? new RopeSpec("default", global ?? 160000), read.Item2 ?? new RopeSpec("default", local ?? 10000));
    }
}
