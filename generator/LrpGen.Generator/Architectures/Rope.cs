using System.Globalization;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>Rotary positions of a configuration as the runtime's frequencies.</summary>
internal static class Rope
{
    /// <summary>The frequencies of a model.</summary>
    /// <param name="rope">What the configuration says.</param>
    /// <param name="headColumns">Columns of a head.</param>
    /// <param name="maxPositions">The longest text.</param>
    public static RotaryOptions Options(RopeSpec rope, int headColumns, int maxPositions)
    {
        string theta = Number(rope.Theta);
        string arguments = $"{theta}, {Number(headColumns)}";
        string frequencies = rope.Type switch
        {
            // 'dynamic' changes them for texts beyond the model's positions only, which are not read.
            "default" or "dynamic" => $"RotaryFrequencies.Default({arguments})",
            "linear" => $"RotaryFrequencies.Linear({arguments}, {Number(rope.Factor)})",
            "llama3" => $"RotaryFrequencies.Llama3({arguments}, {Number(rope.Factor)}, {Number(rope.LowFreqFactor)}, {Number(rope.HighFreqFactor)}, {Number(rope.OriginalMaxPositionEmbeddings)})",
            "yarn" => Yarn(rope, arguments, maxPositions),
            _ => throw new InvalidOperationException($"The rope type '{rope.Type}' was not refused."),
        };
        return new RotaryOptions(frequencies, headColumns);
    }

    private static string Yarn(RopeSpec rope, string arguments, int maxPositions)
    {
        (string Name, double? Value)[] others =
        [
            ("betaFast", rope.BetaFast), ("betaSlow", rope.BetaSlow), ("attentionFactor", rope.AttentionFactor), ("scale", rope.MScale), ("scaleOfAll", rope.MScaleAllDim),
        ];
        string more = string.Concat(others.Where(o => o.Value is not null).Select(o => $", {o.Name}: {Number(o.Value)}"));
        return $"RotaryFrequencies.Yarn({arguments}, {Number(rope.Factor)}, {Number(rope.OriginalMaxPositionEmbeddings ?? maxPositions)}{more}{(rope.Truncate ? string.Empty : ", truncate: false")})";
    }

    private static string Number(double? value) => FloatText.Double(value!.Value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant());
}
