using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>A picture inside a page.</summary>
internal static class HtmlPicture
{
    private const int OutlinedEnlargement = 4;

    /// <summary>
    /// Writes the picture. With <see cref="Interpolation.Nearest"/> it holds one pixel for each of the input's, and the
    /// browser makes squares of them.
    /// </summary>
    public static void Write(HtmlMarkup html, RasterImage picture, string description, string kind)
    {
        string data = "data:image/png;base64," + Convert.ToBase64String(picture.ToPng());
        html.Write($"<img class=\"{kind}\" src=\"{data}\" width=\"{picture.Width}\" height=\"{picture.Height}\" alt=\"{VisibleText.OneLine(description)}\">");
    }

    /// <summary>How the browser enlarges or shrinks a picture: squares stay squares, but a line must not break into dots.</summary>
    public static string KindOf(PictureOptions options) =>
        options.Interpolation == Interpolation.Nearest && options.Outline is null ? "sharp" : "smooth";

    /// <summary>Options for pictures of a page: the page enlarges squares itself, but not into lines that are thinner.</summary>
    public static PictureOptions ForPage(PictureOptions options) => options.Interpolation == Interpolation.Nearest
        ? options with { Enlargement = options.Outline is null ? 1 : OutlinedEnlargement }
        : options;

    /// <summary>The colour map from one bound to the other, with the numbers behind its ends.</summary>
    public static void WriteScale(HtmlMarkup html, PictureOptions options, RelevanceBounds bounds)
    {
        Figures figures = Figures.For(Math.Max(Math.Abs(bounds.Low), Math.Abs(bounds.High)));
        var palette = options.Colors.Palette();
        var pixels = new byte[3 * palette.Length];
        for (int i = 0; i < palette.Length; i++) (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = (palette[i].Red, palette[i].Green, palette[i].Blue);
        html.Write($"<span class=\"scale\"><span class=\"number\">{figures.Signed(bounds.Low)}</span>");
        Write(html, new(palette.Length, 1, pixels), "", "map");
        html.Write($"<span class=\"number\">{figures.Signed(bounds.High)}</span></span>\n");
    }
}
