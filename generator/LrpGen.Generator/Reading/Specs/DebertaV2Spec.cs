using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>The convolution beside the first layer of DeBERTa-v2.</summary>
/// <param name="KernelSize">Tokens that it sees; odd, so that there are as many behind it.</param>
/// <param name="Groups">Groups of columns.</param>
/// <param name="Activation">What follows.</param>
internal sealed record DebertaConvolution(int KernelSize, int Groups, string Activation);

/// <summary>
/// DeBERTa-v2 and v3 (transformers, <c>models/deberta_v2</c>): an encoder whose attention adds products with embeddings of the
/// distance between two tokens.
/// </summary>
/// <param name="Header">What every configuration says.</param>
/// <param name="VocabSize">Rows of the word embedding.</param>
/// <param name="EmbeddingSize">Columns of the embeddings; where they differ from <paramref name="HiddenSize"/>, a product follows.</param>
/// <param name="HiddenSize">Width of the encoder; a multiple of <paramref name="NumAttentionHeads"/>.</param>
/// <param name="NumHiddenLayers">Encoder layers.</param>
/// <param name="NumAttentionHeads">Heads of each layer.</param>
/// <param name="IntermediateSize">Width of the feed-forward part.</param>
/// <param name="MaxPositionEmbeddings">The longest text, and rows of the position embedding if there is one.</param>
/// <param name="TypeVocabSize">Rows of the token type embedding; 0 when there is none.</param>
/// <param name="PadTokenId">The padding token, if there is one.</param>
/// <param name="HiddenAct">Activation of the feed-forward part.</param>
/// <param name="LayerNormEps">The token of the file.</param>
/// <param name="PositionBiasedInput">Whether positions are added to the words as BERT does.</param>
/// <param name="RelativeAttention">Whether attention sees distances at all.</param>
/// <param name="ContentToPosition">Whether queries meet the embedding of the distance (<c>c2p</c>).</param>
/// <param name="PositionToContent">Whether keys meet the embedding of the distance (<c>p2c</c>).</param>
/// <param name="ShareAttKey">Whether distances go through the products of queries and keys, or through products of their own.</param>
/// <param name="PositionBuckets">Buckets of distances, growing with the logarithm; 0 where each distance is its own.</param>
/// <param name="MaxRelativePositions">The largest distance.</param>
/// <param name="NormRelativeEmbeddings">Whether the embedding of distances is normalised first.</param>
/// <param name="Convolution">What DeBERTa-v2 has beside its first layer, if anything.</param>
/// <param name="PoolerHiddenAct">Activation of the pooler of a classifier of texts.</param>
/// <param name="LegacyHead">Of a masked language model: whether its head is BERT's, not that of DeBERTa's own code.</param>
/// <param name="TieWordEmbeddings">Of a masked language model: whether its last product has the weights of the word embedding.</param>
internal sealed record DebertaV2Spec(
    SpecHeader Header,
    int VocabSize,
    int EmbeddingSize,
    int HiddenSize,
    int NumHiddenLayers,
    int NumAttentionHeads,
    int IntermediateSize,
    int MaxPositionEmbeddings,
    int TypeVocabSize,
    int? PadTokenId,
    string HiddenAct,
    string LayerNormEps,
    bool PositionBiasedInput,
    bool RelativeAttention,
    bool ContentToPosition,
    bool PositionToContent,
    bool ShareAttKey,
    int PositionBuckets,
    int MaxRelativePositions,
    bool NormRelativeEmbeddings,
    DebertaConvolution? Convolution,
    string PoolerHiddenAct,
    bool LegacyHead,
    bool TieWordEmbeddings) : TextSpec(Header, VocabSize)
{
    public static SpecFamily Family { get; } = new("deberta-v2", Read);

    public override IEnumerable<SpecSize> Sizes() =>
    [
        SpecSize.Layers("num_hidden_layers", NumHiddenLayers),
        SpecSize.Columns("hidden_size", HiddenSize),
        SpecSize.Columns("intermediate_size", IntermediateSize),
        SpecSize.Columns("embedding_size", EmbeddingSize),
    ];

    private static DebertaV2Spec Read(ConfigReader config, ModelClass model)
    {
        EncoderChecks.RefuseOtherComputations(config);
        config.Ignored("hidden_dropout_prob", "attention_probs_dropout_prob", "pooler_dropout", "cls_dropout", "conv_dropout");
        int vocabSize = config.Int("vocab_size", 128100);
        int hiddenSize = config.Int("hidden_size", 1536);
        int heads = config.Int("num_attention_heads", 24);
        int positions = config.Int("max_position_embeddings", 512);
        SizeChecks.Multiple(config, "hidden_size", hiddenSize, "num_attention_heads", heads);
        MustEqual(config, "attention_head_size", hiddenSize / heads, "hidden_size / num_attention_heads");
        MustEqual(config, "pooler_hidden_size", hiddenSize, "hidden_size");
        bool relative = config.Bool("relative_attention", false);
        int distance = config.Int("max_relative_positions", -1, min: -1);
        (bool contentToPosition, bool positionToContent) = Terms(config);
        return new DebertaV2Spec(
            SpecHeader.Read(config, model),
            vocabSize,
            config.OptionalInt("embedding_size") ?? hiddenSize,
            hiddenSize,
            config.Int("num_hidden_layers", 24),
            heads,
            config.Int("intermediate_size", 6144),
            positions,
            config.Int("type_vocab_size", 0, min: 0),
            TextKeys.PadTokenId(config, 0, vocabSize),
            config.Choice("hidden_act", "gelu", Activations.Supported),
            config.PositiveFloat("layer_norm_eps", "1e-7"),
            config.Bool("position_biased_input", true),
            relative,
            relative && contentToPosition,
            relative && positionToContent,
            config.Bool("share_att_key", false),
            Math.Max(0, config.Int("position_buckets", -1, min: -1)),
            // Anything below one stands for the longest text.
            distance < 1 ? positions : distance,
            Norm(config),
            ReadConvolution(config, hiddenSize),
            config.Choice("pooler_hidden_act", "gelu", Activations.Supported),
            config.Bool("legacy", true),
            TextKeys.TiesWordEmbeddings(config, model.Task, whenMissing: true));
    }

    private static void MustEqual(ConfigReader config, string key, int expected, string of)
    {
        if (config.OptionalInt(key) is { } value && config.IsSound(key, "hidden_size", "num_attention_heads") && value != expected)
            config.Report(DiagnosticCatalog.SizesDoNotFit, config.SpanOf(key), key, ConfigReader.Text(value), $"{of} = {ConfigReader.Text(expected)}");
    }

    /// <summary>An array, or one string with bars as the original code writes it.</summary>
    private static (bool ContentToPosition, bool PositionToContent) Terms(ConfigReader config)
    {
        const string Key = "pos_att_type";
        string[] known = ["c2p", "p2c"];
        if (config.ValueOrNull(Key) is not { Kind: JsonKind.String } text)
        {
            EquatableArray<string> words = config.Words(Key, known);
            return (words.Contains("c2p"), words.Contains("p2c"));
        }

        string[] parts = Parts(text.Text);
        if (parts.Except(known).Any())
            config.Report(DiagnosticCatalog.UnsupportedValue, text.Span, Key, ConfigReader.Describe(text), ConfigReader.Quote(known), "");
        return (parts.Contains("c2p"), parts.Contains("p2c"));
    }

    private static bool Norm(ConfigReader config)
    {
        const string Key = "norm_rel_ebd";
        string text = config.String(Key) ?? "none";
        string[] parts = Parts(text);
        if (parts.Except(["none", "layer_norm"]).Any())
            config.Report(DiagnosticCatalog.UnsupportedValue, config.SpanOf(Key), Key, $"'{text}'", "'none', 'layer_norm'", "");
        return parts.Contains("layer_norm");
    }

    private static DebertaConvolution? ReadConvolution(ConfigReader config, int hiddenSize)
    {
        const string Key = "conv_kernel_size";
        int size = config.Int(Key, 0, min: 0);
        int groups = config.Int("conv_groups", 1);
        string activation = config.Choice("conv_act", "tanh", Activations.Supported);
        if (size == 0)
            return null;
        if (size % 2 == 0)
            config.Report(DiagnosticCatalog.UnsupportedValue, config.SpanOf(Key), Key, ConfigReader.Text(size), "odd sizes, and 0 for none", " (behind an even kernel there is one token fewer)");
        SizeChecks.Multiple(config, "hidden_size", hiddenSize, "conv_groups", groups);
        return new DebertaConvolution(size, groups, activation);
    }

    private static string[] Parts(string text) =>
        [.. text.ToLowerInvariant().Split('|').Select(part => part.Trim()).Where(part => part.Length > 0)];
}
