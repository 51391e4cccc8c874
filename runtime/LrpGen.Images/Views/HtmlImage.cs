using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>One explanation of an image: what was predicted, the pictures, and the figures below them.</summary>
internal static class HtmlImage
{
    /// <summary>Rules beside the common ones.</summary>
    public const string Rules = """
        .pictures{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:1rem;margin:1.1rem 0 1rem}
        .pictures.two{grid-template-columns:repeat(2,minmax(0,1fr));max-width:66%}
        figure{margin:0}
        figcaption{font-size:.85rem;color:var(--soft);margin-top:.4rem;overflow-wrap:anywhere}
        figure img{display:block;width:100%;height:auto;image-rendering:pixelated;border-radius:6px;outline:1px solid var(--line);-webkit-print-color-adjust:exact;print-color-adjust:exact}
        figure img.smooth{image-rendering:auto}
        .scale img.map{display:block;width:11rem;height:14px;border-radius:4px;border:1px solid var(--line);-webkit-print-color-adjust:exact;print-color-adjust:exact}
        @media (max-width:42rem){.pictures{gap:.5rem}.pictures.two{max-width:none}}

        """;

    private const string Parts = "pixels";

    public static void Write(HtmlMarkup html, ArrayExplanation explanation, PictureOptions options)
    {
        PictureOptions page = HtmlPicture.ForPage(options);
        string kind = HtmlPicture.KindOf(options);
        string target = explanation.Target.Description;
        RelevanceBounds bounds = options.Bounds ?? RelevancePictures.BoundsOf(RelevanceMap.Of(explanation, options.Layer), options);
        html.Write($"<article>\n");
        HtmlScores.WriteHeader(html, explanation.Labels, explanation.PredictedLabel, explanation.Target, Parts);
        HtmlTable.WriteWarning(html, explanation, "values");
        html.Write($"<div class=\"pictures\">\n");
        Figure(explanation.ToInputPicture(page), "Input", "The input");
        Figure(explanation.ToHeatMap(page), options.Layer is null ? "Relevance" : $"Relevance at {options.Layer}", $"Relevance of the pixels for {target}");
        Figure(explanation.ToOverlay(page), "Both", $"The input under its relevance for {target}");
        html.Write($"</div>\n");
        WriteLegend(html, explanation, options, bounds);
        html.Write($"<div class=\"figures\">\n<section>\n");
        HtmlScores.WriteLabels(html, explanation.Labels);
        html.Write($"</section>\n<section>\n<h2>Sums</h2>\n<dl>\n");
        HtmlTable.WriteSums(html, explanation, Parts);
        html.Write($"</dl>\n</section>\n</div>\n");
        if (bounds.IsSymmetric) WriteSides();
        if (!explanation.Layers.IsEmpty) WriteLayers();
        if (explanation.Ledger is { } ledger) HtmlDetails.WriteLedger(html, ledger, Parts);
        html.Write($"<footer><span>{explanation.Method}</span><span>{explanation.Model}</span><span>input {ArrayShape.Describe(explanation.Shape)}</span></footer>\n</article>\n");

        void Figure(RasterImage picture, string caption, string description)
        {
            html.Write($"<figure>");
            HtmlPicture.Write(html, picture, description, kind);
            html.Write($"<figcaption>{caption}</figcaption></figure>\n");
        }

        // Sign without hue: each side for itself, the stronger the darker.
        void WriteSides()
        {
            RelevanceMap map = RelevanceMap.Of(explanation, options.Layer);
            PictureOptions ink = page with { Colors = ColorMap.Parse("fff,000"), Bounds = RelevanceBounds.Between(0, bounds.High) };
            html.Write($"<details>\n<summary>For and against, apart <span class=\"soft\">the stronger, the darker</span></summary>\n<div class=\"pictures two\">\n");
            Figure(map.Positive().ToHeatMap(ink), $"For {target}", $"What speaks for {target}");
            Figure(map.Negative().ToHeatMap(ink), $"Against {target}", $"What speaks against {target}");
            html.Write($"</div>\n</details>\n");
        }

        void WriteLayers()
        {
            LayerRelevance[] layers = [.. explanation.Layers.Where(layer => layer.Shape.Length is 2 or 3)];
            if (layers.Length == 0) return;
            html.Write($"<details>\n<summary>Inside the model <span class=\"soft\">relevance at inner layers, channels summed, each on its own scale</span></summary>\n<div class=\"pictures\">\n");
            foreach (LayerRelevance layer in layers)
            {
                RelevanceMap map = RelevanceMap.Of(explanation, layer.Name);
                Figure(map.ToHeatMap(page with { Bounds = null }), $"{layer.Name} {ArrayShape.Describe(layer.Shape)}, sum {Figures.For(layer.Sum).Signed(layer.Sum)}", $"Relevance at {layer.Name}");
            }

            html.Write($"</div>\n</details>\n");
        }
    }

    /// <summary>What the colours say.</summary>
    public static void WriteLegend(HtmlMarkup html, ArrayExplanation explanation, PictureOptions options, RelevanceBounds bounds)
    {
        html.Write($"<div class=\"legend\">\n");
        if (bounds.IsSymmetric) html.Write($"<span>against {explanation.Target.Description}</span>\n");
        HtmlPicture.WriteScale(html, options, bounds);
        if (bounds.IsSymmetric) html.Write($"<span>for {explanation.Target.Description}</span>\n");
        if (bounds.Low >= 0 && explanation.Relevance.Any(value => value < bounds.Low)) html.Write($"<span>what speaks against {explanation.Target.Description} has the colour of {Figures.For(bounds.High).Signed(bounds.Low)}</span>\n");
        html.Write($"<span>colours <b>{options.Colors.ToString()}</b></span>\n");
        if (options.Outline is not null) html.Write($"<span>outlined: where the evidence is known to lie</span>\n");
        html.Write($"</div>\n");
    }
}
