using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>Writes numbers for people: as many decimals as the largest number of the picture deserves, and always a sign.</summary>
/// <param name="Decimals">Digits after the point; −1 for powers of ten.</param>
/// <param name="Minus">The minus sign: U+2212 where the reader's font is known to have it.</param>
internal readonly record struct Figures(int Decimals, string Minus = "−")
{
    /// <summary>Three figures for a number of this size.</summary>
    public static Figures For(double largest, string minus = "−") => new(
        Math.Abs(largest) switch
        {
            0 => 2,
            >= 1e6 or < 1e-3 => -1,
            >= 100 => 0,
            >= 10 => 1,
            >= 0.5 => 2,
            >= 0.05 => 3,
            _ => 4,
        },
        minus);

    /// <summary>With its sign, zero without one.</summary>
    public string Signed(double value)
    {
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "NaN" : value > 0 ? "+∞" : Minus + "∞";
        string digits = Decimals >= 0
            ? Math.Abs(value).ToString("F" + Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : Math.Abs(value).ToString("0.0e+0", CultureInfo.InvariantCulture).Replace("-", Minus, StringComparison.Ordinal);
        bool zero = !digits.AsSpan().ContainsAnyInRange('1', '9');
        return zero ? digits : (value < 0 ? Minus : "+") + digits;
    }

    /// <summary>A share in percent.</summary>
    public static string Percent(double share) =>
        double.IsFinite(share) ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %") : "NaN";

    /// <summary>A size that is expected to be tiny.</summary>
    public static string Tiny(double value, string minus = "−") => value == 0 ? "0" : new Figures(-1, minus).Signed(value);
}
