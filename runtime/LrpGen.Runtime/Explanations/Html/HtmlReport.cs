namespace LrpGen.Runtime;

/// <summary>Writes explanations as one self-contained HTML page: no script, no network, nothing but markup and style.</summary>
public static partial class HtmlReport
{
    private const string Rules = HtmlLevels.Rules + HtmlFlow.Rules + SortedRules + SideRules;

    /// <summary>
    /// Writes a page, or a fragment of one (<see cref="HtmlOptions.Form"/>). Explanations of the same text that follow each other (all labels of one text, or one label by
    /// several methods) share a frame with a selector; it works without script.
    /// </summary>
    /// <remarks>
    /// Texts are written as they come, one after the other, unless the page shares one scale
    /// (<see cref="ScaleSharing.All"/>). The writer's line ends are not used: lines end with <c>\n</c>.
    /// </remarks>
    /// <param name="explanations">The explanations.</param>
    /// <param name="output">Where the page goes; UTF-8, please.</param>
    /// <param name="options">How it looks.</param>
    public static void Write(IEnumerable<TextExplanation> explanations, TextWriter output, HtmlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(explanations);
        ArgumentNullException.ThrowIfNull(output);
        options ??= new();
        double? shared = options.FullColor;
        if (shared is null && options.ScaleSharing == ScaleSharing.All)
        {
            explanations = [.. explanations];
            shared = RelevanceScale.Of(explanations);
        }

        var html = new HtmlMarkup(output);
        HtmlPage.WriteHead(html, options, Rules);
        int number = 0;
        foreach (List<TextExplanation> group in ByText(explanations))
        {
            double? scale = shared ?? (options.ScaleSharing == ScaleSharing.Text ? RelevanceScale.Of(group) : null);
            number++;
            if (group.Count == 1) HtmlExplanation.Write(html, group[0], scale ?? RelevanceScale.Of(group[0]), options);
            else WriteSelector(html, group, scale, number, options);
        }

        HtmlPage.WriteFoot(html, options);
    }

    /// <summary>
    /// The style sheet of fragments (<see cref="HtmlForm.FragmentWithoutStyle"/>), of text alone: it holds no rule for anything
    /// outside of <c>.lrpgen</c>.
    /// </summary>
    /// <param name="options">Palette and theme; the rest does not show in it.</param>
    public static string FragmentStyle(HtmlOptions? options = null) => HtmlStyle.OfFragment(options ?? new(), Rules);

    private static IEnumerable<List<TextExplanation>> ByText(IEnumerable<TextExplanation> explanations)
    {
        List<TextExplanation> group = [];
        foreach (TextExplanation explanation in explanations)
        {
            if (group.Count > 0 && (group[0].Text != explanation.Text || group[0].Pair != explanation.Pair))
            {
                yield return group;
                group = [];
            }

            group.Add(explanation);
        }

        if (group.Count > 0) yield return group;
    }

    private static void WriteSelector(HtmlMarkup html, List<TextExplanation> group, double? scale, int number, HtmlOptions options)
    {
        bool severalMethods = group.Any(explanation => explanation.Method != group[0].Method);
        HtmlSelector.Write(
            html,
            $"t{number}",
            Math.Max(0, group.FindIndex(explanation => explanation.Target.Label == explanation.PredictedLabel)),
            [.. group.Select(explanation => HtmlSelector.ChoiceOf(explanation.Target, explanation.Labels, severalMethods ? explanation.Method : null))],
            i => HtmlExplanation.Write(html, group[i], scale ?? RelevanceScale.Of(group[i]), options));
    }
}
