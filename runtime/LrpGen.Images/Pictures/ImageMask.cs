using System.Globalization;

namespace LrpGen.Images;

/// <summary>Where something is in an image: true or false for each pixel.</summary>
public sealed class ImageMask
{
    private readonly bool[] _inside;

    private ImageMask(int width, int height, bool[] inside) => (Width, Height, _inside) = (width, height, inside);

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The pixels, row by row; true is inside.</summary>
    public ReadOnlySpan<bool> Inside => _inside;

    /// <summary>The share of the pixels that lie inside, 0 to 1.</summary>
    public double Share => (double)Inside.Count(true) / _inside.Length;

    /// <summary>A mask from its values, row by row.</summary>
    /// <exception cref="ArgumentException">There are more or fewer values than pixels.</exception>
    public static ImageMask FromValues(int width, int height, ReadOnlySpan<bool> inside)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return inside.Length == (long)width * height
            ? new(width, height, inside.ToArray())
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{width} × {height} pixels need {(long)width * height} values, found {inside.Length}."), nameof(inside));
    }

    /// <summary>A picture of a mask: bright pixels (128 of 255 or more) are inside.</summary>
    public static ImageMask Of(RasterImage image)
    {
        ImageInput input = ImageInput.Of(image, new() { Divisor = 1 });
        return new(image.Width, image.Height, [.. input.Values.Select(value => value >= 128)]);
    }

    /// <summary>True if a pixel lies inside; what is beyond the border is outside.</summary>
    internal bool Contains(int x, int y) => x >= 0 && y >= 0 && x < Width && y < Height && _inside[(y * Width) + x];

    /// <summary>Draws a line along the mask's border, inside of it, on a picture of the mask's size or a multiple of it.</summary>
    internal RasterImage Outline(RasterImage image, PixelColor color)
    {
        if (image.Width % Width != 0 || image.Height % Height != 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A mask of {Width} × {Height} does not fit a picture of {image.Width} × {image.Height} (width × height)."), nameof(image));
        }

        (int across, int down) = (image.Width / Width, image.Height / Height);
        int line = Math.Max(1, across / 4);
        var canvas = new Canvas(image.Width, image.Height, color);
        canvas.Draw(image, 0, 0);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                if (!Contains(x, y)) continue;
                (int left, int top) = (x * across, y * down);

                // A corner that only the diagonal neighbour is outside of is part of the line as well.
                if (!Contains(x - 1, y)) canvas.Fill(left, top, line, down, color);
                if (!Contains(x + 1, y)) canvas.Fill(left + across - line, top, line, down, color);
                if (!Contains(x, y - 1)) canvas.Fill(left, top, across, line, color);
                if (!Contains(x, y + 1)) canvas.Fill(left, top + down - line, across, line, color);
                if (!Contains(x - 1, y - 1)) canvas.Fill(left, top, line, line, color);
                if (!Contains(x + 1, y - 1)) canvas.Fill(left + across - line, top, line, line, color);
                if (!Contains(x - 1, y + 1)) canvas.Fill(left, top + down - line, line, line, color);
                if (!Contains(x + 1, y + 1)) canvas.Fill(left + across - line, top + down - line, line, line, color);
            }
        }

        return canvas.ToImage();
    }
}
