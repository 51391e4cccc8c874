namespace LrpGen.Runtime;

/// <summary>The number behind full colour.</summary>
internal static class RelevanceScale
{
    /// <summary>The largest magnitude over the words; 1 where there is none, so that nothing gets colour.</summary>
    public static double Of(TextExplanation explanation) => Of([explanation]);

    /// <summary>The same over several explanations, for pictures that are compared with each other.</summary>
    public static double Of(IEnumerable<TextExplanation> explanations)
    {
        double largest = 0;
        foreach (TextExplanation explanation in explanations)
        {
            foreach (WordRelevance word in explanation.Words)
            {
                double magnitude = Math.Abs((double)word.Relevance);
                if (double.IsFinite(magnitude) && magnitude > largest) largest = magnitude;
            }
        }

        return largest > 0 ? largest : 1;
    }
}
