namespace LrpGen.Runtime;

/// <summary>Several explanations of one array in one frame.</summary>
internal static class ArraySelector
{
    public static void Write(HtmlMarkup html, List<ArrayExplanation> group, int number, Action<int> writePanel)
    {
        bool severalMethods = group.Any(explanation => explanation.Method != group[0].Method);
        HtmlSelector.Write(
            html,
            $"t{number}",
            Math.Max(0, group.FindIndex(explanation => explanation.Target.Label == explanation.PredictedLabel)),
            [.. group.Select(explanation => HtmlSelector.ChoiceOf(explanation.Target, explanation.Labels, severalMethods ? explanation.Method : null))],
            writePanel);
    }
}
