using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>Several explanations of one input in one frame; the style shows the chosen one, so that no script is needed.</summary>
internal static class HtmlSelector
{
    /// <summary>What the button of an explanation says.</summary>
    /// <param name="target">What it explains.</param>
    /// <param name="labels">The model's labels.</param>
    /// <param name="method">The method where methods differ, else null: the probability tells more then.</param>
    public static (string Text, string? Small) ChoiceOf(ExplainedTarget target, ImmutableArray<LabelScore> labels, string? method) =>
        (target.Description, method ?? (HtmlScores.ProbabilityOf(target, labels) is { } probability ? Figures.Percent(probability) : null));

    /// <summary>Radio inputs, each followed by its label and its panel: the style shows the panel of the chosen one.</summary>
    /// <param name="html">The page.</param>
    /// <param name="group">The frame's id on the page.</param>
    /// <param name="chosen">The choice that is shown first.</param>
    /// <param name="choices">What the buttons say.</param>
    /// <param name="writePanel">Writes a choice's panel.</param>
    /// <param name="what">What is chosen.</param>
    /// <param name="style">The frame's style classes.</param>
    public static void Write(
        HtmlMarkup html,
        string group,
        int chosen,
        IReadOnlyList<(string Text, string? Small)> choices,
        Action<int> writePanel,
        string what = "Explained target",
        string style = "choice")
    {
        html.Write($"<section class=\"{style}\" role=\"group\" aria-label=\"{what}\">\n");
        for (int i = 0; i < choices.Count; i++)
        {
            html.Write($"<input type=\"radio\" name=\"{html.IdPrefix}{group}\" id=\"{html.IdPrefix}{group}-{i}\"");
            if (i == chosen) html.Write($" checked");
            html.Write($"><label for=\"{html.IdPrefix}{group}-{i}\"><bdi>{choices[i].Text}</bdi>");
            if (choices[i].Small is { } small) html.Write($" <small>{small}</small>");
            html.Write($"</label>\n<div class=\"panel\">\n");
            writePanel(i);
            html.Write($"</div>\n");
        }

        html.Write($"</section>\n");
    }
}
