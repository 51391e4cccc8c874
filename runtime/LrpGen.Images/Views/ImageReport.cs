using System.Globalization;
using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>
/// Writes explanations of images as one self-contained HTML page: no script, no network; the pictures stand inside it.
/// </summary>
public static class ImageReport
{
    /// <summary>
    /// Writes a page with input, heat map and overlay side by side. Explanations of the same input that follow each other
    /// (all labels, or one label by several methods) share a frame with a selector; it works without script.
    /// </summary>
    /// <param name="explanations">The explanations.</param>
    /// <param name="output">Where the page goes; UTF-8, please. Lines end with <c>\n</c>.</param>
    /// <param name="options">How it looks.</param>
    /// <exception cref="ArgumentException">An input has not the shape of an image.</exception>
    public static void Write(IEnumerable<ArrayExplanation> explanations, TextWriter output, ImageHtmlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(explanations);
        ArgumentNullException.ThrowIfNull(output);
        options ??= new();
        RelevanceBounds? shared = options.Pictures.Bounds;
        if (shared is null && options.ScaleSharing == ScaleSharing.All)
        {
            explanations = [.. explanations];
            shared = BoundsOver(explanations, options);
        }

        var html = new HtmlMarkup(output);
        HtmlPage.WriteHead(html, options.Page, HtmlImage.Rules, images: true);
        int number = 0;
        foreach (List<ArrayExplanation> group in ArrayScale.ByInput(explanations))
        {
            number++;
            if (group.Count == 1) WriteOne(0);
            else ArraySelector.Write(html, group, number, WriteOne);

            void WriteOne(int i) => HtmlImage.Write(html, group[i], options.Pictures with
            {
                Bounds = shared ?? BoundsOver(options.ScaleSharing == ScaleSharing.None ? [group[i]] : ArrayScale.Comparable(group, i), options),
            });
        }

        HtmlPage.WriteFoot(html);
    }

    /// <summary>
    /// Writes a page with one small picture for each explanation, for batches: overlay, heat map or input, chosen for all
    /// at once without script. Bounds are shared, so that pictures can be compared, unless
    /// <see cref="ImageHtmlOptions.ScaleSharing"/> is <see cref="ScaleSharing.None"/>.
    /// </summary>
    /// <param name="explanations">The explanations.</param>
    /// <param name="output">Where the page goes; UTF-8, please. Lines end with <c>\n</c>.</param>
    /// <param name="options">How it looks.</param>
    /// <param name="captions">A line for each picture; null takes the predicted label and its probability.</param>
    /// <exception cref="ArgumentException">An input has not the shape of an image, or there are more or fewer captions than explanations.</exception>
    public static void WriteGrid(
        IEnumerable<ArrayExplanation> explanations, TextWriter output, ImageHtmlOptions? options = null, IReadOnlyList<string>? captions = null)
    {
        ArgumentNullException.ThrowIfNull(explanations);
        ArgumentNullException.ThrowIfNull(output);
        options ??= new();
        ArrayExplanation[] all = [.. explanations];
        if (captions is not null && captions.Count != all.Length)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"There are {all.Length} explanations, but {captions.Count} captions."), nameof(captions));
        }

        RelevanceBounds? shared = options.Pictures.Bounds ?? (options.ScaleSharing == ScaleSharing.None ? null : BoundsOver(all, options));
        var html = new HtmlMarkup(output);
        HtmlPage.WriteHead(html, options.Page, HtmlImage.Rules + HtmlImageGrid.Rules, images: true);
        HtmlImageGrid.Write(html, all, shared, options.Pictures, captions);
        HtmlPage.WriteFoot(html);
    }

    internal static RelevanceBounds BoundsOver(IEnumerable<ArrayExplanation> explanations, ImageHtmlOptions options) =>
        RelevanceBounds.For(options.Pictures.Colors, explanations.Select(explanation => RelevanceMap.Of(explanation, options.Pictures.Layer)));
}
