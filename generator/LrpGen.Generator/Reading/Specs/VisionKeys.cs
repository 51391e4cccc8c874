using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>Reads the keys that ViT and DeiT share.</summary>
internal static class VisionKeys
{
    public static VisionSpec Read(ConfigReader config, ModelClass model, bool hasDistillationToken)
    {
        EncoderChecks.RefuseOtherComputations(config);
        config.Ignored("hidden_dropout_prob", "attention_probs_dropout_prob");

        // Of the pooler and of masked pictures, which classifiers do not have; and of text, which pictures are not.
        config.Ignored("pooler_output_size", "pooler_act", "encoder_stride", "tie_word_embeddings", "pad_token_id");
        int hiddenSize = config.Int("hidden_size", 768);
        int heads = config.Int("num_attention_heads", 12);
        SizeChecks.Multiple(config, "hidden_size", hiddenSize, "num_attention_heads", heads);
        (int height, int width) = Area(config, "image_size", 224);
        (int patchHeight, int patchWidth) = Area(config, "patch_size", 16);
        SizeChecks.Multiple(config, "image_size", height, "patch_size", patchHeight);
        if (width != height || patchWidth != patchHeight)
            SizeChecks.Multiple(config, "image_size", width, "patch_size", patchWidth);
        return new VisionSpec(
            SpecHeader.Read(config, model),
            height,
            width,
            patchHeight,
            patchWidth,
            config.Int("num_channels", 3),
            hiddenSize,
            config.Int("num_hidden_layers", 12),
            heads,
            config.Int("intermediate_size", 3072),
            config.Choice("hidden_act", "gelu", Activations.Supported),
            config.PositiveFloat("layer_norm_eps", "1e-12"),
            config.Bool("qkv_bias", true),
            hasDistillationToken);
    }

    /// <summary>One number for a square, or two: height and width.</summary>
    private static (int Height, int Width) Area(ConfigReader config, string key, int whenMissing)
    {
        if (config.Value(key) is not { Kind: JsonKind.Array } pair)
        {
            int side = config.Int(key, whenMissing);
            return (side, side);
        }

        int[] sizes = config.Ints(key);
        if (config.IsSound(key) && sizes.Length != 2)
            config.Report(DiagnosticCatalog.WrongType, pair.Span, key, $"an array of {ConfigReader.Text(sizes.Length)}", "an integer, or an array of two: height and width");
        return sizes.Length == 2 ? (sizes[0], sizes[1]) : (whenMissing, whenMissing);
    }
}
