using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>What the colours of a picture stand for: the map from one bound to the other, with the numbers at its ends.</summary>
/// <param name="Colors">The map.</param>
/// <param name="Bounds">The relevances at its ends.</param>
public sealed record PictureScale(ColorMap Colors, RelevanceBounds Bounds)
{
    // A scale is wide enough to be read, and no wider.
    private const int WidestBar = 256, NarrowestBar = 16;

    /// <summary>Height of the scale, in pixels.</summary>
    /// <param name="size">Pixels of a dot of the letters.</param>
    internal static int HeightOf(int size) => CaptionFont.Height * size;

    /// <summary>Draws the scale in the middle of a strip; the numbers are left out where there is no room for them.</summary>
    internal void Draw(Canvas canvas, int left, int top, int width, int size, PixelColor ink)
    {
        Figures figures = Figures.For(Math.Max(Math.Abs(Bounds.Low), Math.Abs(Bounds.High)));
        (string low, string high) = (CaptionFont.Draw(figures.Signed(Bounds.Low)), CaptionFont.Draw(figures.Signed(Bounds.High)));
        int advance = CaptionFont.Advance * size, letters = (low.Length + high.Length + 2) * advance;
        bool numbers = width - letters >= NarrowestBar;
        int bar = Math.Min(WidestBar * size, numbers ? width - letters : width);
        int start = left + ((width - bar - (numbers ? letters : 0)) / 2);
        if (numbers)
        {
            canvas.Write(low, start, top, size, ink);
            start += (low.Length + 1) * advance;
            canvas.Write(high, start + bar + advance, top, size, ink);
        }

        var palette = Colors.Palette();
        for (int x = 0; x < bar; x++)
        {
            canvas.Fill(start + x, top, 1, 7 * size, palette[x * (palette.Length - 1) / Math.Max(1, bar - 1)]);
        }
    }
}
