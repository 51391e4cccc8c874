namespace LrpGen.Runtime;

/// <summary>The number behind full colour.</summary>
internal static class RelevanceScale
{
    /// <summary>The largest magnitude over the words; 1 where there is none, so that nothing gets colour.</summary>
    public static double Of(TextExplanation explanation) => Of([explanation]);

    /// <summary>The same over several explanations, for pictures that are compared with each other.</summary>
    public static double Of(IEnumerable<TextExplanation> explanations) =>
        Largest(explanations.SelectMany(explanation => explanation.Words).Select(word => word.Relevance));

    /// <summary>The same over sentences or paragraphs.</summary>
    public static double OfUnits(IEnumerable<UnitRelevance> units) => Largest(units.Select(unit => unit.Relevance));

    /// <summary>The same over any relevances.</summary>
    public static double Largest(IEnumerable<float> relevances)
    {
        double largest = 0;
        foreach (float relevance in relevances)
        {
            double magnitude = Math.Abs((double)relevance);
            if (double.IsFinite(magnitude) && magnitude > largest) largest = magnitude;
        }

        return largest > 0 ? largest : 1;
    }
}
