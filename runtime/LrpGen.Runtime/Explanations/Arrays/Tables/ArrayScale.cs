namespace LrpGen.Runtime;

/// <summary>The number behind full colour, or behind the longest bar, of arrays.</summary>
internal static class ArrayScale
{
    /// <summary>The largest finite magnitude; 1 where there is none.</summary>
    public static double Of(IEnumerable<ArrayExplanation> explanations)
    {
        double largest = 0;
        foreach (ArrayExplanation explanation in explanations)
        {
            foreach (float relevance in explanation.Relevance)
            {
                double magnitude = Math.Abs((double)relevance);
                if (double.IsFinite(magnitude) && magnitude > largest) largest = magnitude;
            }
        }

        return largest > 0 ? largest : 1;
    }

    /// <summary>Those of a group that share a scale with one of them: methods differ in the size of what they give.</summary>
    public static IEnumerable<ArrayExplanation> Comparable(List<ArrayExplanation> group, int index) =>
        group.Where(explanation => explanation.Method == group[index].Method);

    /// <summary>Explanations of the same input that follow each other: they share a frame with a selector.</summary>
    public static IEnumerable<List<ArrayExplanation>> ByInput(IEnumerable<ArrayExplanation> explanations)
    {
        List<ArrayExplanation> group = [];
        foreach (ArrayExplanation explanation in explanations)
        {
            explanation.EnsureConsistent();
            if (group.Count > 0 && !(group[0].Input.SameAs(explanation.Input) && group[0].Shape.SameAs(explanation.Shape)))
            {
                yield return group;
                group = [];
            }

            group.Add(explanation);
        }

        if (group.Count > 0) yield return group;
    }
}
