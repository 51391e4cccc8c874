using System.Collections.Immutable;
using System.Text;
using LrpGen.Images;
using LrpGen.Runtime;

namespace LrpGen.Samples;

/// <summary>Writes pictures of explanations to a page, a PNG file and the terminal.</summary>
/// <param name="settings">What the command line says of them.</param>
/// <param name="title">The page's title.</param>
/// <param name="images">The explanations.</param>
internal sealed class PictureFiles(PictureSettings settings, string title, ImmutableArray<ExplainedImage> images)
{
    // More than these and each is made smaller: a sheet should fit a screen.
    private const int FewPictures = 12, SmallWidth = 192;

    private readonly ImmutableArray<Shown> shown =
        [.. images.SelectMany(image => image.Explanations.Select(explanation => new Shown(explanation, image.Caption(explanation, images.Length > 1), image.Name, image.Outline)))];

    private readonly PictureOptions options = settings.Pictures with
    {
        Bounds = settings.Pictures.Bounds ?? (settings.SharesBounds
            ? RelevanceBounds.For(settings.Pictures.Colors, images.SelectMany(image => image.Explanations).Select(explanation => explanation.ToRelevanceMap(settings.Pictures.Layer)))
            : null),
    };

    private string Show => settings.Show ?? (shown.Length == 1 ? "side-by-side" : "overlay");

    private ImageView GridView => Show switch
    {
        "heat-map" => ImageView.HeatMap,
        "input" => ImageView.Input,
        _ => ImageView.Overlay,
    };

    /// <summary>Colour map, the bounds in use, and layer.</summary>
    public PictureOptions Options => options;

    /// <summary>Writes the files that are wanted.</summary>
    /// <exception cref="Failure">A file cannot be written, or its pictures would be too large.</exception>
    public void Write()
    {
        try
        {
            if (settings.Html is { } page) WritePage(page);
            if (settings.Png is { } png) Picture().SavePng(png);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure.Runtime(exception.Message, exception);
        }
        catch (ArgumentException exception)
        {
            // Too many pictures for one file.
            throw Failure.Runtime(exception.Message, exception);
        }
    }

    private void WritePage(string path)
    {
        using StreamWriter page = new(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        ImageHtmlOptions html = new() { Title = title, Pictures = options, ScaleSharing = ScaleSharing.None, GridView = GridView };
        ImmutableArray<ImageMask?> outlines = [.. shown.Select(image => image.Outline)];
        if (Show == "side-by-side")
        {
            ImageReport.Write(shown.Select(image => image.Explanation), page, html, outlines);
            return;
        }

        ImageReport.WriteGrid(shown.Select(image => image.Explanation), page, html, [.. shown.Select(image => image.Caption)], outlines);
    }

    private RasterImage Picture()
    {
        ImmutableArray<GridCell> cells = [.. shown.SelectMany(Cells)];
        return PictureGrid.Render(cells, new GridOptions { Columns = Show == "side-by-side" ? 3 : null, CaptionSize = shown.Length > FewPictures ? 1 : 2, Scale = Scale() });
    }

    // Pictures with bounds of their own have no scale in common, unless there is one alone.
    private PictureScale? Scale()
    {
        RelevanceBounds? bounds = options.Bounds
            ?? (shown.Length == 1 ? RelevanceBounds.For(options.Colors, [shown[0].Explanation.ToRelevanceMap(options.Layer)]) : null);
        return Show == "input" || bounds is null ? null : new(options.Colors, bounds);
    }

    private IEnumerable<GridCell> Cells(Shown image)
    {
        PictureOptions own = options with { Outline = image.Outline, Enlargement = shown.Length > FewPictures ? Math.Max(1, SmallWidth / image.Explanation.Shape[^1]) : null };
        return Show switch
        {
            "side-by-side" =>
            [
                new(image.Explanation.ToInputPicture(own), image.Name),
                new(image.Explanation.ToHeatMap(own), image.Explanation.Target.Description),
                new(image.Explanation.ToOverlay(own), image.Caption),
            ],
            "overlay" => [new(image.Explanation.ToOverlay(own), image.Caption)],
            "heat-map" => [new(image.Explanation.ToHeatMap(own), image.Caption)],
            _ => [new(image.Explanation.ToInputPicture(own), image.Caption)],
        };
    }

    private sealed record Shown(ArrayExplanation Explanation, string Caption, string Name, ImageMask? Outline);
}
