using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>
/// T5 and Flan-T5 (transformers, <c>models/t5/configuration_t5.py</c>): an encoder and a decoder with norms by the root mean square,
/// whose attention adds a number for the distance between two tokens to the scores, which are not scaled.
/// </summary>
/// <param name="Header">What every configuration says.</param>
/// <param name="VocabSize">Rows of the word embedding, which encoder and decoder share.</param>
/// <param name="HiddenSize">Width of both (<c>d_model</c>).</param>
/// <param name="HeadSize">Columns of a head (<c>d_kv</c>); all heads together may differ from <paramref name="HiddenSize"/>.</param>
/// <param name="IntermediateSize">Width of the feed-forward part (<c>d_ff</c>).</param>
/// <param name="EncoderLayers">Layers of the encoder.</param>
/// <param name="DecoderLayers">Layers of the decoder.</param>
/// <param name="Heads">Heads of each layer.</param>
/// <param name="RelativeAttentionBuckets">Buckets of distances; the encoder has half of them for each direction.</param>
/// <param name="RelativeAttentionMaxDistance">From here on all distances share the last bucket.</param>
/// <param name="Activation">Activation of the feed-forward part.</param>
/// <param name="IsGated">Whether that is multiplied by a second product (v1.1, Flan-T5).</param>
/// <param name="LayerNormEpsilon">The token of the file.</param>
/// <param name="PadTokenId">The padding token, if there is one.</param>
/// <param name="DecoderStartTokenId">The token that every answer begins with; null where the file leaves it to the caller.</param>
/// <param name="TieWordEmbeddings">Whether the last product has the weights of the word embedding.</param>
/// <param name="ScaleDecoderOutputs">
/// Whether what the last product reads is multiplied by d_model^(−1/2): transformers 4 does so where the word embedding is tied,
/// transformers 5 has a key of its own.
/// </param>
internal sealed record T5Spec(
    SpecHeader Header,
    int VocabSize,
    int HiddenSize,
    int HeadSize,
    int IntermediateSize,
    int EncoderLayers,
    int DecoderLayers,
    int Heads,
    int RelativeAttentionBuckets,
    int RelativeAttentionMaxDistance,
    string Activation,
    bool IsGated,
    string LayerNormEpsilon,
    int? PadTokenId,
    int? DecoderStartTokenId,
    bool TieWordEmbeddings,
    bool ScaleDecoderOutputs) : TextSpec(Header, VocabSize)
{
    private const string Gated = "gated-";

    public static SpecFamily Family { get; } = new("t5", Read);

    public override IEnumerable<SpecSize> Sizes() =>
    [
        SpecSize.Layers("num_layers", EncoderLayers),
        SpecSize.Layers("num_decoder_layers", DecoderLayers),
        SpecSize.Columns("d_model", HiddenSize),
        SpecSize.Columns("d_ff", IntermediateSize),
        SpecSize.Columns("num_heads · d_kv", (int)Math.Min(int.MaxValue, (long)Heads * HeadSize)),
    ];

    private static T5Spec Read(ConfigReader config, ModelClass model)
    {
        config.MustBe("is_encoder_decoder", "true", "LrpGen compiles this model type with its decoder only");
        config.MustBe("is_decoder", "false", "LrpGen compiles this model type with its encoder only");
        config.Ignored("add_cross_attention");
        CommonKeys.Read(config);
        config.Ignored("dropout_rate", "classifier_dropout", "initializer_factor");

        // What the published models were trained with; nothing reads it, for distances have no limit.
        config.Ignored("n_positions");
        int vocabSize = config.Int("vocab_size", 32128);
        int layers = config.Int(config.EitherOf("num_layers", "num_hidden_layers"), 6);
        (string activation, bool isGated) = ReadFeedForward(config);
        bool tied = TextKeys.TiesWordEmbeddings(config, model.Task, whenMissing: true);
        T5Spec spec = new(
            SpecHeader.Read(config, model),
            vocabSize,
            config.Int(config.EitherOf("d_model", "hidden_size"), 512),
            config.Int(config.EitherOf("d_kv", "head_dim"), 64),
            config.Int("d_ff", 2048),
            layers,
            config.OptionalInt("num_decoder_layers") ?? layers,
            config.Int(config.EitherOf("num_heads", "num_attention_heads"), 8),
            config.Int("relative_attention_num_buckets", 32, min: 4),
            config.Int("relative_attention_max_distance", 128),
            activation,
            isGated,
            config.PositiveFloat("layer_norm_epsilon", "1e-06"),
            TextKeys.PadTokenId(config, 0, vocabSize),
            config.OptionalInt("decoder_start_token_id", min: 0),
            tied,
            config.ValueOrNull("scale_decoder_outputs") is null ? tied : config.Bool("scale_decoder_outputs", tied));
        TextKeys.MustBeInVocabulary(config, "decoder_start_token_id", spec.DecoderStartTokenId ?? 0, vocabSize);
        CheckBuckets(config, spec);
        return spec;
    }

    /// <summary>
    /// <c>feed_forward_proj</c> is an activation, or one behind <c>gated-</c>; <c>gated-gelu</c> is the tanh form. transformers saves
    /// what follows from it beside it.
    /// </summary>
    private static (string Activation, bool IsGated) ReadFeedForward(ConfigReader config)
    {
        const string Key = "feed_forward_proj";
        string[] allowed = [.. Activations.Supported, .. Activations.Supported.Select(name => Gated + name)];
        string text = config.Choice(Key, "relu", allowed);
        bool isGated = text.StartsWith(Gated, StringComparison.Ordinal);
        string activation = text == "gated-gelu" ? "gelu_new" : isGated ? text.Substring(Gated.Length) : text;
        MustAgree("dense_act_fn", activation);
        MustAgree("is_gated_act", isGated ? "true" : "false");
        return (activation, isGated);

        void MustAgree(string key, string expected)
        {
            if (config.ValueOrNull(key) is { } value && config.IsSound(Key) && value.Text != expected)
                config.Report(DiagnosticCatalog.ConflictingKeys, value.Span, key, ConfigReader.Describe(value), Key, $"'{text}', hence {expected}");
        }
    }

    /// <summary>The decoder gives half of its buckets to single distances, and the rest to the logarithm of those up to the largest.</summary>
    private static void CheckBuckets(ConfigReader config, T5Spec spec)
    {
        const string Key = "relative_attention_max_distance";
        const string Buckets = "relative_attention_num_buckets";
        if (config.IsSound(Key, Buckets) && spec.RelativeAttentionMaxDistance <= spec.RelativeAttentionBuckets / 2)
        {
            config.Report(
                DiagnosticCatalog.SizesDoNotFit,
                config.SpanOf(Key),
                Key,
                ConfigReader.Text(spec.RelativeAttentionMaxDistance),
                $"more than half of {Buckets} = {ConfigReader.Text(spec.RelativeAttentionBuckets)}");
        }
    }
}
