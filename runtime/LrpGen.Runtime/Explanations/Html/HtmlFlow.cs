using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>How relevance runs down through the layers, token by token, and what each attention head has of it: heat maps, folded away.</summary>
internal static class HtmlFlow
{
    /// <summary>Small squares; what speaks against the target has a minus sign, since sign is never told by hue alone.</summary>
    public const string Rules = """

        .flow{overflow-x:auto;padding-bottom:.5rem}
        .flow table{width:auto;border-collapse:separate;border-spacing:1px;font-size:.8rem}
        .flow td{min-width:1.15rem;height:1.15rem;padding:0;text-align:center;line-height:1}
        .flow td[class^=n]::after{content:"−"}
        .flow th{padding:0 .4rem 0 0;white-space:nowrap;color:var(--soft)}
        .flow thead th{writing-mode:vertical-rl;padding:.2rem 0;max-height:9rem;overflow:hidden;text-overflow:ellipsis;text-align:end;vertical-align:bottom}
        .flow thead th:first-child{writing-mode:horizontal-tb;text-align:start}
        .flow .sum{border:0;padding:0 .2rem 0 .6rem;text-align:right}
        .heads td{min-width:3.2rem}
        .heads thead th{writing-mode:horizontal-tb;padding:0;text-align:center}
        .heads td[class^=n]::after{content:none}

        """;

    public static void Write(HtmlMarkup html, TextExplanation explanation, MaskedText texts)
    {
        if (!explanation.LayerRelevance.IsEmpty) WriteLayers(html, explanation, texts);
        if (!explanation.HeadRelevance.IsEmpty) WriteHeads(html, explanation.HeadRelevance);
    }

    private static void WriteLayers(HtmlMarkup html, TextExplanation explanation, MaskedText texts)
    {
        ImmutableArray<ImmutableArray<float>> layers = explanation.LayerRelevance;
        double full = RelevanceScale.Largest(layers.SelectMany(layer => layer.OrEmpty()));
        Figures figures = Figures.For(full);
        html.Write($"<details>\n<summary>Relevance through the layers <span class=\"soft\">{layers.Length} × {explanation.Tokens.Length} tokens</span></summary>\n<p class=\"soft\">From the classifier on top down to the embeddings; colours are full at {figures.Signed(full).TrimStart('+')}.</p>\n<div class=\"flow\"><table>\n<thead><tr><th>layer</th>");
        for (int t = 0; t < explanation.Tokens.Length; t++) html.Write($"<th scope=\"col\"><bdi>{texts.Piece(t)}</bdi></th>");
        html.Write($"<th scope=\"col\">sum</th></tr></thead>\n");
        for (int layer = layers.Length - 1; layer >= 0; layer--)
        {
            ImmutableArray<float> row = layers[layer].OrEmpty();
            html.Write($"<tr><th scope=\"row\">{(layer == 0 ? "embeddings" : FormattableString.Invariant($"after layer {layer}"))}</th>");
            foreach (float relevance in row) WriteCell(html, relevance, full, figures);
            html.Write($"<td class=\"sum number\">{figures.Signed(row.Sum(relevance => (double)relevance))}</td></tr>\n");
        }

        html.Write($"</table></div>\n</details>\n");
    }

    private static void WriteCell(HtmlMarkup html, float relevance, double full, Figures figures)
    {
        int level = RelevanceColors.LevelOf(relevance, full);
        if (level == 0) html.Write($"<td title=\"{figures.Signed(relevance)}\"></td>");
        else html.Write($"<td class=\"{HtmlText.ClassOf(level)}\" title=\"{figures.Signed(relevance)}\"></td>");
    }

    private static void WriteHeads(HtmlMarkup html, ImmutableArray<ImmutableArray<float>> layers)
    {
        double full = RelevanceScale.Largest(layers.SelectMany(layer => layer.OrEmpty()));
        Figures figures = Figures.For(full);
        int heads = layers.Max(layer => layer.OrEmpty().Length);
        html.Write($"<details>\n<summary>Attention heads <span class=\"soft\">{layers.Length} layers × {heads}</span></summary>\n<div class=\"flow heads\"><table>\n<thead><tr><th>layer</th>");
        for (int head = 1; head <= heads; head++) html.Write($"<th scope=\"col\">{head}</th>");
        html.Write($"</tr></thead>\n");
        for (int layer = layers.Length - 1; layer >= 0; layer--)
        {
            html.Write($"<tr><th scope=\"row\">{layer + 1}</th>");
            foreach (float relevance in layers[layer].OrEmpty())
            {
                html.Write($"<td class=\"{HtmlText.ClassOf(RelevanceColors.LevelOf(relevance, full))}\"><span class=\"number\">{figures.Signed(relevance)}</span></td>");
            }

            html.Write($"</tr>\n");
        }

        html.Write($"</table></div>\n</details>\n");
    }
}
