using System.Globalization;
using LrpGen.Images;

namespace Digits;

/// <summary>A digit as the model reads it.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Values">28 × 28 values, 0 to 1, bright ink.</param>
/// <param name="Changes">What was done to the file's picture, in words; empty for nothing.</param>
internal sealed record Drawing(string Name, float[] Values, string Changes)
{
    private const int Size = 28;

    /// <summary>Reads a PNG file.</summary>
    /// <exception cref="Failure">It cannot be read, or holds no ink.</exception>
    public static Drawing Load(string path, Ink ink)
    {
        string name = Path.GetFileName(path);
        PixelColor? paper = ink switch { Ink.Bright => PixelColor.Black, Ink.Dark => PixelColor.White, _ => null };
        RasterImage picture = PngFile.Load(path, paper);
        bool dark = ink == Ink.Dark || (ink == Ink.Auto && BorderIsBright(picture));
        string inverted = dark ? "dark ink made bright" : "";
        ImageInput input = ImageInput.Of(picture, new() { Invert = dark });
        if ((picture.Width, picture.Height) == (Size, Size)) return new(name, [.. input.Values], inverted);
        float[] values = Handwriting.Center(input.Values.AsSpan(), picture.Width, picture.Height)
            ?? throw Failure.Runtime($"{Message.Quote(name)}: found no ink on the paper; --ink says how the digit is drawn.");
        string resized = string.Create(CultureInfo.InvariantCulture, $"{picture.Width} × {picture.Height} made {Size} × {Size}");
        return new(name, values, dark ? $"{resized}, {inverted}" : resized);
    }

    /// <summary>Paper is where nobody writes: at the border.</summary>
    private static bool BorderIsBright(RasterImage picture)
    {
        long sum = 0, count = 0;
        for (int y = 0; y < picture.Height; y++)
        {
            int step = y == 0 || y == picture.Height - 1 ? 1 : Math.Max(1, picture.Width - 1);
            for (int x = 0; x < picture.Width; x += step)
            {
                PixelColor color = picture[x, y];
                sum += color.Red + color.Green + color.Blue;
                count += 3;
            }
        }

        return sum > 127 * count;
    }
}
