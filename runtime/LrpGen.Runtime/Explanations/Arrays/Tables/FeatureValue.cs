using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>Writes a feature's value for people.</summary>
internal static class FeatureValue
{
    /// <summary>Five figures, without trailing zeros (more before the point, where there are), and the unit.</summary>
    public static string Of(float value, string unit, string minus = "−")
    {
        string text = float.IsFinite(value)
            ? value.ToString(Math.Abs(value) is >= 1e5f and < 1e9f ? "F0" : "G5", CultureInfo.InvariantCulture).Replace("-", minus, StringComparison.Ordinal)
            : float.IsNaN(value) ? "NaN" : value > 0 ? "∞" : minus + "∞";
        return unit.Length == 0 ? text : $"{text} {unit}";
    }
}
