using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>Writes a feature's value for people.</summary>
internal static class FeatureValue
{
    /// <summary>Five figures, without trailing zeros, and the unit.</summary>
    public static string Of(float value, string unit, string minus = "−")
    {
        string text = float.IsFinite(value)
            ? value.ToString("G5", CultureInfo.InvariantCulture).Replace("-", minus, StringComparison.Ordinal)
            : float.IsNaN(value) ? "NaN" : value > 0 ? "∞" : minus + "∞";
        return unit.Length == 0 ? text : $"{text} {unit}";
    }
}
