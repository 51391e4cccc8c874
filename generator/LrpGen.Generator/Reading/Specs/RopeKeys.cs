using System.Globalization;
using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>
/// Reads rotary position embeddings as transformers 4 writes them (<c>rope_theta</c>, <c>rope_scaling</c>) and as transformers 5
/// does (<c>rope_parameters</c>).
/// </summary>
internal static class RopeKeys
{
    public const string Parameters = "rope_parameters";
    public const string Scaling = "rope_scaling";
    private const string OriginalKey = "original_max_position_embeddings";
    private static readonly string[] Types = ["default", "linear", "dynamic", "yarn", "longrope", "llama3"];

    /// <summary>The settings of a model whose layers are all alike.</summary>
    public static RopeSpec Read(ConfigReader config, int headSize)
    {
        double? theta = config.PositiveNumber("rope_theta");
        WholeHead(config);
        config.MustBe("rope_interleaved", "false", "a column is rotated with the one half a head away");
        int? original = config.OptionalInt(OriginalKey);
        return config.Within(KeyOf(config), rope => Read(rope, theta, 10000, headSize, original)) ?? new RopeSpec("default", theta ?? 10000);
    }

    /// <summary>The key that holds the settings. A file with both must say the same in both.</summary>
    public static string KeyOf(ConfigReader config)
    {
        JsonNode? scaling = config.ValueOrNull(Scaling);
        JsonNode? parameters = config.ValueOrNull(Parameters);
        if (scaling is not null && parameters is not null && CanonicalJson.Sha256(scaling) != CanonicalJson.Sha256(parameters))
            config.Report(DiagnosticCatalog.ConflictingKeys, scaling.Span, Scaling, "one thing", Parameters, "another");
        return scaling is null ? Parameters : Scaling;
    }

    /// <summary>The settings in an object.</summary>
    /// <param name="rope">The object.</param>
    /// <param name="outerTheta">What stands beside the object, if anything.</param>
    /// <param name="defaultTheta">What the family has where the file says nothing.</param>
    /// <param name="headSize">Columns of a head.</param>
    /// <param name="outerOriginal">The original context where it stands beside the object.</param>
    public static RopeSpec Read(ConfigReader rope, double? outerTheta, double defaultTheta, int headSize, int? outerOriginal = null)
    {
        // transformers before 4.43 wrote 'type'; later ones write both.
        string type = rope.Choice(rope.EitherOf("rope_type", "type"), "default", Types);
        double theta = ReadTheta(rope, outerTheta) ?? defaultTheta;
        WholeHead(rope);
        RopeSpec spec = new(type, theta);
        switch (type)
        {
            case "linear":
            case "dynamic":
                // The context that 'dynamic' stretches is max_position_embeddings, whatever stands here.
                rope.Ignored(OriginalKey);
                return spec with { Factor = Required(rope, "factor") };
            case "yarn":
                return spec with
                {
                    Factor = Required(rope, "factor"),
                    OriginalMaxPositionEmbeddings = Original(rope, outerOriginal),
                    AttentionFactor = rope.PositiveNumber("attention_factor"),
                    BetaFast = rope.PositiveNumber("beta_fast"),
                    BetaSlow = rope.PositiveNumber("beta_slow"),
                    MScale = rope.PositiveNumber("mscale"),
                    MScaleAllDim = rope.PositiveNumber("mscale_all_dim"),
                    Truncate = rope.Bool("truncate", true),
                };
            case "longrope":
                return spec with
                {
                    Factor = rope.PositiveNumber("factor"),
                    OriginalMaxPositionEmbeddings = Original(rope, outerOriginal),
                    AttentionFactor = rope.PositiveNumber("attention_factor"),
                    ShortFactor = Divisors(rope, "short_factor", headSize),
                    LongFactor = Divisors(rope, "long_factor", headSize),
                };
            case "llama3":
                return Llama3(rope, spec, Original(rope, outerOriginal));
            default:
                return spec;
        }
    }

    private static void WholeHead(ConfigReader config)
    {
        const string Key = "partial_rotary_factor";
        if (config.PositiveNumber(Key) is { } part && part != 1)
            config.Report(DiagnosticCatalog.UnsupportedValue, config.SpanOf(Key), config.NameOf(Key), Text(part), "1", " (the whole head is rotated)");
    }

    private static double? ReadTheta(ConfigReader rope, double? outer)
    {
        const string Key = "rope_theta";
        double? theta = rope.PositiveNumber(Key);
        if (theta is not null && outer is not null && theta != outer)
            rope.Report(DiagnosticCatalog.ConflictingKeys, rope.SpanOf(Key), rope.NameOf(Key), Text(theta), Key, Text(outer));
        return theta ?? outer;
    }

    private static RopeSpec Llama3(ConfigReader rope, RopeSpec spec, int? original)
    {
        if (original is null)
            Missing(rope, OriginalKey, "an integer");
        double? low = Required(rope, "low_freq_factor");
        double? high = Required(rope, "high_freq_factor");
        // Between the two is interpolated, by their difference.
        if (high <= low)
            rope.Report(DiagnosticCatalog.SizesDoNotFit, rope.SpanOf("high_freq_factor"), rope.NameOf("high_freq_factor"), Text(high), $"more than low_freq_factor = {Text(low)}");
        return spec with { Factor = Required(rope, "factor"), OriginalMaxPositionEmbeddings = original, LowFreqFactor = low, HighFreqFactor = high };
    }

    private static int? Original(ConfigReader rope, int? outer)
    {
        int? original = rope.OptionalInt(OriginalKey);
        if (original is { } inner && outer is { } beside && inner != beside)
            rope.Report(DiagnosticCatalog.ConflictingKeys, rope.SpanOf(OriginalKey), rope.NameOf(OriginalKey), ConfigReader.Text(inner), OriginalKey, ConfigReader.Text(beside));
        return original ?? outer;
    }

    private static EquatableArray<double> Divisors(ConfigReader rope, string key, int headSize)
    {
        EquatableArray<double> divisors = rope.PositiveNumbers(key);
        if (rope.ValueOrNull(key) is null)
            Missing(rope, key, "an array of numbers");
        else if (rope.IsSound(key) && divisors.Count != headSize / 2)
            rope.Report(DiagnosticCatalog.SizesDoNotFit, rope.SpanOf(key), rope.NameOf(key), ConfigReader.Count(divisors.Count, "number"), $"one for each pair of a head's columns: {ConfigReader.Text(headSize)} / 2 = {ConfigReader.Text(headSize / 2)}");
        return divisors;
    }

    private static double? Required(ConfigReader rope, string key)
    {
        if (rope.ValueOrNull(key) is null)
            Missing(rope, key, "a number");
        return rope.PositiveNumber(key);
    }

    private static void Missing(ConfigReader rope, string key, string expected) =>
        rope.Report(DiagnosticCatalog.MissingKey, rope.Root.Span, rope.NameOf(key), expected);

    private static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
