using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>Sizes that have to fit each other.</summary>
internal static class SizeChecks
{
    /// <summary>One size must be a multiple of another.</summary>
    public static void Multiple(ConfigReader config, string key, int value, string ofKey, int of)
    {
        if (config.IsSound(key, ofKey) && value % of != 0)
            config.Report(DiagnosticCatalog.SizesDoNotFit, config.SpanOf(key), config.NameOf(key), ConfigReader.Text(value), $"a multiple of {ofKey} = {ConfigReader.Text(of)}");
    }

    /// <summary>Rotary positions turn pairs of a head's columns.</summary>
    public static void EvenHead(ConfigReader config, string key, int headSize)
    {
        if (config.IsSound(key, "num_attention_heads") && headSize % 2 != 0)
            config.Report(DiagnosticCatalog.SizesDoNotFit, config.SpanOf(key), key, $"heads of {ConfigReader.Text(headSize)} columns", "an even number, because rotary positions turn pairs of columns");
    }
}
