namespace LrpGen.Images;

/// <summary>Pixels to draw on.</summary>
internal sealed class Canvas
{
    private readonly byte[] _pixels;

    public Canvas(int width, int height, PixelColor ground)
    {
        (Width, Height) = (width, height);
        _pixels = new byte[checked(3 * width * height)];
        Fill(0, 0, width, height, ground);
    }

    public int Width { get; }

    public int Height { get; }

    public void Fill(int left, int top, int width, int height, PixelColor color)
    {
        for (int y = Math.Max(0, top); y < Math.Min(Height, top + height); y++)
        {
            for (int x = Math.Max(0, left); x < Math.Min(Width, left + width); x++) Set(x, y, color);
        }
    }

    /// <summary>A line of one pixel around a rectangle's outside.</summary>
    public void Frame(int left, int top, int width, int height, PixelColor color)
    {
        Fill(left - 1, top - 1, width + 2, 1, color);
        Fill(left - 1, top + height, width + 2, 1, color);
        Fill(left - 1, top - 1, 1, height + 2, color);
        Fill(left + width, top - 1, 1, height + 2, color);
    }

    public void Draw(RasterImage image, int left, int top)
    {
        for (int y = 0; y < image.Height; y++)
        {
            image.Pixels.Slice(3 * y * image.Width, 3 * image.Width).CopyTo(_pixels.AsSpan(3 * (((top + y) * Width) + left)));
        }
    }

    /// <summary>Writes a text that <see cref="CaptionFont.Draw"/> gave.</summary>
    public void Write(string text, int left, int top, int size, PixelColor ink)
    {
        foreach (char sign in text)
        {
            for (int row = 0; row < CaptionFont.Height; row++)
            {
                for (int column = 0; column < CaptionFont.Advance; column++)
                {
                    if (CaptionFont.HasInk(sign, column, row)) Fill(left + (column * size), top + (row * size), size, size, ink);
                }
            }

            left += CaptionFont.Advance * size;
        }
    }

    public RasterImage ToImage() => new(Width, Height, _pixels);

    private void Set(int x, int y, PixelColor color)
    {
        int at = 3 * ((y * Width) + x);
        (_pixels[at], _pixels[at + 1], _pixels[at + 2]) = (color.Red, color.Green, color.Blue);
    }
}
