using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>Sizes that have to fit each other.</summary>
internal static class SizeChecks
{
    /// <summary>One size must be a multiple of another.</summary>
    public static bool Multiple(ConfigReader config, string key, int value, string ofKey, int of)
    {
        bool fits = value % of == 0;
        if (config.IsSound(key, ofKey) && !fits)
            config.Report(DiagnosticCatalog.SizesDoNotFit, PlaceOf(config, key, ofKey), key, ConfigReader.Text(value), $"a multiple of {ofKey} = {ConfigReader.Text(of)}");
        return fits;
    }

    /// <summary>Heads share the columns of the whole evenly, and rotary positions turn pairs of a head's columns.</summary>
    public static void RotaryHeads(ConfigReader config, string key, int size, string headsKey, int heads)
    {
        if (Multiple(config, key, size, headsKey, heads))
            EvenHead(config, key, size / heads, headsKey);
    }

    /// <summary>Rotary positions turn pairs of a head's columns.</summary>
    public static void EvenHead(ConfigReader config, string key, int headSize, string headsKey)
    {
        if (config.IsSound(key, headsKey) && headSize % 2 != 0)
            config.Report(DiagnosticCatalog.SizesDoNotFit, PlaceOf(config, key, headsKey), key, $"heads of {ConfigReader.Text(headSize)} columns", "an even number, because rotary positions turn pairs of columns");
    }

    // Where the file has one of the two only, the other one's default does not fit that.
    private static SourceSpan PlaceOf(ConfigReader config, string key, string other) =>
        config.SpanOf(config.Root.Member(key) is null ? other : key);
}
