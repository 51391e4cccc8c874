using System.Text;

namespace LrpGen.Runtime;

/// <summary>What the model said about an array, for a terminal.</summary>
internal static class AnsiHeader
{
    public static void Write(StringBuilder output, ArrayExplanation explanation, AnsiOptions options, bool colors)
    {
        var line = new AnsiLines(output, Math.Max(20, options.Width));
        string minus = options.Unicode ? "−" : "-";
        if (Prediction.Of(explanation.Labels, explanation.PredictedLabel, minus) is { } said)
        {
            Say(line, said.What);
            Name(said.Name);
            Say(line, said.Figure + ",");
        }

        Say(line, "explained");
        Name(explanation.Target.Description);
        Say(line, $"({Figures.For(explanation.Target.Score, minus).Signed(explanation.Target.Score)})");
        Say(line, $"by {VisibleText.OneLine(explanation.Method)}");
        line.End();
        if (explanation.NonFiniteCount is > 0 and var wrong)
        {
            Say(line, FormattableString.Invariant($"NOT NUMBERS: {wrong} of {explanation.Relevance.Length} relevances are NaN or infinite"));
            line.End();
        }

        output.Append('\n');

        void Name(string name)
        {
            line.Piece(VisibleText.OneLine(name), colors ? AnsiColorCodes.Bold : "");
            line.Space(" ");
        }
    }

    /// <summary>Words that break between lines where they must.</summary>
    public static void Say(AnsiLines line, string words)
    {
        foreach (string word in words.Split(' '))
        {
            line.Piece(word, "");
            line.Space(" ");
        }
    }
}
