using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>Pictures of an <see cref="ArrayExplanation"/> whose input is an image.</summary>
public static class ImageViews
{
    /// <summary>The relevance of the pixels, channels summed; of an inner layer where one is named.</summary>
    public static RelevanceMap ToRelevanceMap(this ArrayExplanation explanation, string? layer = null) => RelevanceMap.Of(explanation, layer);

    /// <summary>The input as a picture.</summary>
    public static RasterImage ToInputPicture(this ArrayExplanation explanation, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        options ??= new();
        return Outlined(Enlarged(RelevancePictures.Input(explanation, options), options), options);
    }

    /// <summary>The relevance on a colour map.</summary>
    public static RasterImage ToHeatMap(this ArrayExplanation explanation, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        options ??= new();
        return ToHeatMap(RelevanceMap.Of(explanation, options.Layer), options);
    }

    /// <summary>Any relevance on a colour map.</summary>
    public static RasterImage ToHeatMap(this RelevanceMap map, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        options ??= new();

        // A coarse map of an inner layer has no room for a line along the input's pixels.
        if (options.Outline is { } mask && map.Width < mask.Width) map = map.Resize(mask.Width, mask.Height, options.Interpolation);
        return Outlined(Enlarged(map, options, RelevancePictures.HeatMap), options);
    }

    /// <summary>The input in grey under the relevance.</summary>
    public static RasterImage ToOverlay(this ArrayExplanation explanation, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        options ??= new();
        RasterImage input = RelevancePictures.Input(explanation, options);
        RelevanceMap map = RelevanceMap.Of(explanation, options.Layer);
        if (map.Width != input.Width || map.Height != input.Height) map = map.Resize(input.Width, input.Height, options.Interpolation);
        return Outlined(Enlarged(map, options, (enlarged, fixedBounds) => RelevancePictures.Overlay(enlarged, Enlarged(input, options), fixedBounds)), options);
    }

    /// <summary>Input, heat map and overlay in one picture, with captions and a scale of the colours.</summary>
    public static RasterImage ToSideBySide(this ArrayExplanation explanation, PictureOptions? options = null, GridOptions? grid = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        options ??= new();
        grid ??= new();
        return PictureGrid.Render(
            [
                new(explanation.ToInputPicture(options), "input"),
                new(explanation.ToHeatMap(options), explanation.Target.Description),
                new(explanation.ToOverlay(options), "overlay"),
            ],
            grid with
            {
                Columns = 3,
                Scale = grid.Scale ?? new(options.Colors, RelevancePictures.BoundsOf(RelevanceMap.Of(explanation, options.Layer), options)),
            });
    }

    /// <summary>The explanation as one self-contained HTML page. See <see cref="ImageReport"/> for several on one page.</summary>
    public static string ToImageHtml(this ArrayExplanation explanation, ImageHtmlOptions? options = null)
    {
        var output = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        ImageReport.Write([explanation], output, options);
        return output.ToString();
    }

    /// <summary>The explanation for a terminal: two pixels in each character, or signs where there is no colour.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="options">What the terminal can show; null means 24-bit colour and 80 columns.</param>
    /// <param name="pictures">Colour map, bounds and layer; null takes the terminal's palette and the strongest pixel.</param>
    public static string ToImageAnsi(this ArrayExplanation explanation, AnsiOptions? options = null, PictureOptions? pictures = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return ImageAnsiView.Render(explanation, options ?? new(), pictures);
    }

    private static RasterImage Outlined(RasterImage image, PictureOptions options) =>
        options.Outline is { } mask ? mask.Outline(image, options.OutlineColor) : image;

    private static RasterImage Enlarged(RasterImage image, PictureOptions options) =>
        image.Enlarge(RelevancePictures.EnlargementOf(image.Width, options), options.Interpolation);

    /// <summary>
    /// Relevance is enlarged before it gets colour: between blue and orange the way leads through the map's middle, not
    /// through a mixture of the two. The bounds are those of the pixels themselves.
    /// </summary>
    private static RasterImage Enlarged(RelevanceMap map, PictureOptions options, Func<RelevanceMap, PictureOptions, RasterImage> paint)
    {
        options = options with { Bounds = RelevancePictures.BoundsOf(map, options) };
        int factor = RelevancePictures.EnlargementOf(map.Width, options);
        return paint(factor == 1 ? map : map.Resize(map.Width * factor, map.Height * factor, options.Interpolation), options);
    }
}
