using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>Many explanations as small pictures.</summary>
internal static class HtmlImageGrid
{
    /// <summary>Rules beside those of single images.</summary>
    public const string Rules = """
        main{max-width:72rem}
        .batch{flex:0 0 100%;order:1;display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:1rem .9rem;margin-top:.7rem}
        .batch img{display:none}
        .batch figcaption b{color:var(--ink);font-weight:500}
        .batch .wrong b{text-decoration:underline wavy 1px;text-underline-offset:3px}
        input.v0:checked~.batch img:nth-of-type(1),input.v1:checked~.batch img:nth-of-type(2),input.v2:checked~.batch img:nth-of-type(3){display:block}

        """;

    public static void Write(
        HtmlMarkup html,
        ArrayExplanation[] explanations,
        RelevanceBounds? shared,
        ImageHtmlOptions page,
        IReadOnlyList<string>? captions,
        IReadOnlyList<ImageMask?>? outlines)
    {
        PictureOptions options = page.Pictures;
        if (explanations.Length > 0) WriteLegend(html, explanations, shared, options, outlined: outlines?.Any(mask => mask is not null) ?? options.Outline is not null);
        html.Write($"<section class=\"choice\" role=\"group\" aria-label=\"View\">\n");
        string[] views = ["overlay", "relevance", "input"];
        for (int i = 0; i < views.Length; i++)
        {
            html.Write($"<input class=\"v{i}\" type=\"radio\" name=\"{html.IdPrefix}view\" id=\"{html.IdPrefix}v{i}\"");
            if (i == (int)page.GridView) html.Write($" checked");
            html.Write($"><label for=\"{html.IdPrefix}v{i}\">{views[i]}</label>\n");
        }

        html.Write($"<div class=\"batch\">\n");
        for (int i = 0; i < explanations.Length; i++)
        {
            ArrayExplanation explanation = explanations[i];
            PictureOptions small = HtmlPicture.ForPage(options with { Bounds = shared, Outline = outlines is null ? options.Outline : outlines[i] });
            string target = explanation.Target.Description, kind = HtmlPicture.KindOf(small);
            html.Write($"<figure>");
            HtmlPicture.Write(html, explanation.ToOverlay(small), $"The input under its relevance for {target}", kind);
            HtmlPicture.Write(html, explanation.ToHeatMap(small), $"Relevance of the pixels for {target}", kind);
            HtmlPicture.Write(html, explanation.ToInputPicture(small), "The input", kind);
            html.Write($"<figcaption>");
            if (captions is not null) html.Write($"<b>{captions[i]}</b>");
            else WriteCaption(html, explanation);
            if (explanation.NonFiniteCount is > 0 and var wrong) html.Write($" <b>{wrong} not numbers</b>");
            html.Write($"</figcaption></figure>\n");
        }

        html.Write($"</div>\n</section>\n");
    }

    private static void WriteLegend(HtmlMarkup html, ArrayExplanation[] explanations, RelevanceBounds? shared, PictureOptions options, bool outlined)
    {
        html.Write($"<div class=\"legend\">\n");
        if (shared is not null)
        {
            bool oneTarget = explanations.All(explanation => explanation.Target.Description == explanations[0].Target.Description);
            if (shared.IsSymmetric) html.Write($"<span>against{(oneTarget ? " " + explanations[0].Target.Description : "")}</span>\n");
            HtmlPicture.WriteScale(html, options, shared);
            html.Write($"<span>for{(oneTarget ? " " + explanations[0].Target.Description : " the explained label")}</span>\n<span>one scale for all pictures</span>\n");
        }
        else html.Write($"<span>a scale of its own for each picture</span>\n");

        if (options.Layer is not null) html.Write($"<span>relevance at <b>{options.Layer}</b></span>\n");
        if (outlined) html.Write($"<span>outlined: where the evidence is known to lie</span>\n");
        html.Write($"</div>\n");
    }

    private static void WriteCaption(HtmlMarkup html, ArrayExplanation explanation)
    {
        if (Prediction.Of(explanation.Labels, explanation.PredictedLabel) is { } said) html.Write($"<b>{said.Name}</b> {said.Figure}");
        if (explanation.Target.Label != explanation.PredictedLabel) html.Write($", explained {explanation.Target.Description}");
    }
}
