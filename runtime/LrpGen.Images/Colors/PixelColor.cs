using System.Globalization;

namespace LrpGen.Images;

/// <summary>An opaque sRGB colour of a picture.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
public readonly record struct PixelColor(byte Red, byte Green, byte Blue)
{
    /// <summary>White.</summary>
    public static PixelColor White { get; } = new(255, 255, 255);

    /// <summary>Black.</summary>
    public static PixelColor Black { get; } = new(0, 0, 0);

    /// <summary>The colour between two others, straight through sRGB: 0 gives the first, 1 the second.</summary>
    public static PixelColor Mix(PixelColor from, PixelColor to, double t)
    {
        return new(Between(from.Red, to.Red), Between(from.Green, to.Green), Between(from.Blue, to.Blue));

        byte Between(byte a, byte b) => (byte)Math.Round(a + ((b - a) * Math.Clamp(t, 0, 1)));
    }

    /// <summary>Six hexadecimal digits: <c>f58a1f</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Red:x2}{Green:x2}{Blue:x2}");
}
