using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>What every encoder's configuration has to satisfy.</summary>
internal static class EncoderChecks
{
    /// <summary>The padding token; <c>null</c> is fine where positions are not counted from it.</summary>
    public static int PadTokenId(ConfigReader config, int whenMissing, int vocabSize, bool required)
    {
        const string Key = "pad_token_id";
        if (!required && config.Value(Key) is { Kind: JsonKind.Null })
            return 0;
        int padding = config.Int(Key, whenMissing, min: 0);
        TextKeys.MustBeInVocabulary(config, Key, padding, vocabSize);
        return padding;
    }

    /// <summary>RoBERTa's positions begin at <c>pad_token_id + 1</c>, so there must be a row behind that.</summary>
    public static void PositionsBehindPadding(ConfigReader config, int positions, int padding)
    {
        const string Key = "max_position_embeddings";
        if (config.IsSound(Key, "pad_token_id") && positions - 1 <= padding)
        {
            config.Report(
                DiagnosticCatalog.SizesDoNotFit,
                config.SpanOf(Key),
                Key,
                ConfigReader.Text(positions),
                $"more than pad_token_id + 1 = {ConfigReader.Text(padding + 1)}, because positions are counted from there");
        }
    }

    /// <summary>Refuses what would make the model compute something else, and names what makes no difference.</summary>
    public static void RefuseOtherComputations(ConfigReader config)
    {
        config.MustBe("is_decoder", "false", "a decoder masks later tokens, and LrpGen compiles this model type as an encoder only");
        config.MustBe("is_encoder_decoder", "false", "LrpGen compiles this model type as an encoder only");
        config.MustBe("add_cross_attention", "false", "cross-attention needs a second input");
        config.MustBe("position_embedding_type", "absolute", "relative positions change the attention");
        CommonKeys.Read(config);
    }
}
