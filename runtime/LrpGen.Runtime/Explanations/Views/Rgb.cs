using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>An sRGB colour.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    public static Rgb Parse(string hex) => new(
        byte.Parse(hex.AsSpan(1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        byte.Parse(hex.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        byte.Parse(hex.AsSpan(5, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>Six hexadecimal digits, without the <c>#</c>.</summary>
    public string Hex => string.Create(CultureInfo.InvariantCulture, $"{R:x2}{G:x2}{B:x2}");

    /// <summary>WCAG 2.2, relative luminance.</summary>
    public double Luminance => (0.2126 * Linear(R)) + (0.7152 * Linear(G)) + (0.0722 * Linear(B));

    /// <summary>WCAG 2.2, contrast ratio: 1 to 21. Body text wants at least 4.5.</summary>
    public static double Contrast(Rgb a, Rgb b)
    {
        (double high, double low) = (Math.Max(a.Luminance, b.Luminance), Math.Min(a.Luminance, b.Luminance));
        return (high + 0.05) / (low + 0.05);
    }

    /// <summary>
    /// The colour at <paramref name="t"/> on the way, straight through OKLab (Ottosson 2020): equal steps look equal,
    /// which a straight line through sRGB does not give.
    /// </summary>
    public static Rgb Mix(Rgb from, Rgb to, double t)
    {
        (double L, double A, double B) a = from.ToOklab(), b = to.ToOklab();
        return FromOklab(a.L + ((b.L - a.L) * t), a.A + ((b.A - a.A) * t), a.B + ((b.B - a.B) * t));
    }

    /// <summary>Squared distance in OKLab.</summary>
    public static double Distance(Rgb x, Rgb y)
    {
        (double L, double A, double B) a = x.ToOklab(), b = y.ToOklab();
        return Square(a.L - b.L) + Square(a.A - b.A) + Square(a.B - b.B);
    }

    private (double L, double A, double B) ToOklab()
    {
        (double r, double g, double b) = (Linear(R), Linear(G), Linear(B));
        double l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
        double m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
        double s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
        return (
            (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s),
            (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
            (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s));
    }

    private static Rgb FromOklab(double lightness, double a, double b)
    {
        double l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        double m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        double s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return new(
            Byte((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Byte((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Byte((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)));
    }

    private static double Linear(byte value)
    {
        double c = value / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }

    private static byte Byte(double linear)
    {
        double c = linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
        return (byte)Math.Round(255 * Math.Clamp(c, 0, 1));
    }

    private static double Square(double x) => x * x;

    private static double Cube(double x) => x * x * x;
}
