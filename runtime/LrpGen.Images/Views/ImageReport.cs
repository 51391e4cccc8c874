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
    /// <param name="outlines">For each explanation where its evidence is known to lie, or null; null outlines what the options do.</param>
    /// <exception cref="ArgumentException">An input has not the shape of an image, or there are more or fewer outlines than explanations.</exception>
    public static void Write(
        IEnumerable<ArrayExplanation> explanations, TextWriter output, ImageHtmlOptions? options = null, IReadOnlyList<ImageMask?>? outlines = null)
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
        int number = 0, before = 0;
        foreach (List<ArrayExplanation> group in ArrayScale.ByInput(explanations))
        {
            number++;
            if (group.Count == 1) WriteOne(0);
            else ArraySelector.Write(html, group, number, WriteOne);

            before += group.Count;

            void WriteOne(int i) => HtmlImage.Write(html, group[i], options.Pictures with
            {
                Outline = OutlineOf(before + i),
                Bounds = shared ?? BoundsOver(options.ScaleSharing == ScaleSharing.None ? [group[i]] : ArrayScale.Comparable(group, i), options),
            });
        }

        if (outlines is not null && outlines.Count != before) throw Mismatch(before, outlines.Count, "outlines", nameof(outlines));
        HtmlPage.WriteFoot(html, options.Page);

        ImageMask? OutlineOf(int i) => outlines is null ? options.Pictures.Outline
            : i < outlines.Count ? outlines[i]
            : throw Mismatch(i + 1, outlines.Count, "outlines", nameof(outlines));
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
    /// <param name="outlines">For each explanation where its evidence is known to lie, or null; null outlines what the options do.</param>
    /// <exception cref="ArgumentException">An input has not the shape of an image, or there are more or fewer captions or outlines than explanations.</exception>
    public static void WriteGrid(
        IEnumerable<ArrayExplanation> explanations,
        TextWriter output,
        ImageHtmlOptions? options = null,
        IReadOnlyList<string>? captions = null,
        IReadOnlyList<ImageMask?>? outlines = null)
    {
        ArgumentNullException.ThrowIfNull(explanations);
        ArgumentNullException.ThrowIfNull(output);
        options ??= new();
        ArrayExplanation[] all = [.. explanations];
        if (captions is not null && captions.Count != all.Length) throw Mismatch(all.Length, captions.Count, "captions", nameof(captions));
        if (outlines is not null && outlines.Count != all.Length) throw Mismatch(all.Length, outlines.Count, "outlines", nameof(outlines));

        RelevanceBounds? shared = options.Pictures.Bounds ?? (options.ScaleSharing == ScaleSharing.None ? null : BoundsOver(all, options));
        var html = new HtmlMarkup(output);
        HtmlPage.WriteHead(html, options.Page, HtmlImage.Rules + HtmlImageGrid.Rules, images: true);
        HtmlImageGrid.Write(html, all, shared, options, captions, outlines);
        HtmlPage.WriteFoot(html, options.Page);
    }

    private static ArgumentException Mismatch(int explanations, int others, string what, string name) => new(
        string.Create(CultureInfo.InvariantCulture, $"There are {explanations} explanations, but {others} {what}."), name);

    internal static RelevanceBounds BoundsOver(IEnumerable<ArrayExplanation> explanations, ImageHtmlOptions options) =>
        RelevanceBounds.For(options.Pictures.Colors, explanations.Select(explanation => RelevanceMap.Of(explanation, options.Pictures.Layer)));
}
