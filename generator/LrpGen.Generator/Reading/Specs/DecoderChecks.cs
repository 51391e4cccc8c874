namespace LrpGen.Generator.Reading.Specs;

/// <summary>What every decoder's configuration has to satisfy.</summary>
internal static class DecoderChecks
{
    /// <summary>Refuses what would make the model compute something else, and names what makes no difference.</summary>
    public static void RefuseOtherComputations(ConfigReader config)
    {
        config.MustBe("is_encoder_decoder", "false", "LrpGen compiles this model type as a decoder only");
        config.MustBe("add_cross_attention", "false", "cross-attention needs a second input");

        // These families mask later tokens whatever it says.
        config.Ignored("is_decoder");
        CommonKeys.Read(config);
    }
}
