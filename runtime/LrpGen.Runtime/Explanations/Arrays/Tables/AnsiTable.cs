using System.Text;

namespace LrpGen.Runtime;

/// <summary>Rows and rankings of tables for the terminal.</summary>
internal static class AnsiTable
{
    private const int Gaps = 4, Narrow = 40;

    public static string Render(ArrayExplanation explanation, AnsiOptions options, int topFeatures)
    {
        var output = new StringBuilder();
        var codes = new AnsiColorCodes(options);
        AnsiHeader.Write(output, explanation, options, codes.Enabled);
        double full = options.FullColor ?? ArrayScale.Of([explanation]);
        string minus = options.Unicode ? "−" : "-";
        Figures figures = Figures.For(full, minus);
        int[] ranking = [.. explanation.Ranking];
        var lines = ranking.Take(topFeatures).Select(i => (
            Name: VisibleText.OneLine(explanation.NameOf(i)),
            Value: Plain(FeatureValue.Of(explanation.Input[i], VisibleText.OneLine(explanation.UnitOf(i)), minus), options),
            Relevance: (double)explanation.Relevance[i])).ToList();
        int[] rest = [.. ranking.Skip(topFeatures)];
        if (rest.Length > 0) lines.Add((FormattableString.Invariant($"{rest.Length} others"), "", rest.Sum(i => (double)explanation.Relevance[i])));
        WriteLines(output, lines, full, figures, codes, options);
        double sum = explanation.RelevanceSum;
        output.Append('\n');
        var notes = new AnsiLines(output, Math.Max(20, options.Width));
        string target = VisibleText.OneLine(explanation.Target.Description);
        AnsiHeader.Say(notes, Plain($"bars to the left speak against {target}, to the right for it; a full bar is {figures.Signed(full)}", options));
        notes.End();
        AnsiHeader.Say(notes, Plain($"sum over features {figures.Signed(sum)} of {figures.Signed(explanation.Target.Score - (explanation.Target.BaselineScore ?? 0))}{(explanation.Target.BaselineScore is null ? "" : " (the score less the baseline's)")}", options));
        notes.End();
        return output.ToString();
    }

    public static string Render(FeatureRanking ranking, AnsiOptions options, int topFeatures)
    {
        var output = new StringBuilder();
        var codes = new AnsiColorCodes(options);
        double full = ranking.Features.Select(feature => feature.MeanMagnitude).DefaultIfEmpty().Max();
        if (full <= 0) full = 1;
        Figures figures = Figures.For(full, options.Unicode ? "−" : "-");
        output.Append(FormattableString.Invariant($"{ranking.Rows} rows, by mean |R|"));
        if (ranking.RowsLeftOut > 0) output.Append(FormattableString.Invariant($"; {ranking.RowsLeftOut} rows with NaN left out"));
        output.Append("\n\n");
        var top = ranking.Features.Take(topFeatures).ToList();

        // The sign share stands with the name's value: "for 93 %".
        var lines = top.Select(feature => (
            Name: VisibleText.OneLine(feature.Name),
            Value: FormattableString.Invariant($"for {100 * feature.PositiveShare:F0} %"),
            Relevance: feature.MeanMagnitude * (feature.Mean < 0 ? -1 : 1))).ToList();
        WriteLines(output, lines, full, figures, codes, options);
        output.Append("\nlength: mean |R|; side: the sign of the mean R; for: share of rows with positive R\n");
        return output.ToString();
    }

    private static void WriteLines(
        StringBuilder output, List<(string Name, string Value, double Relevance)> lines, double full, Figures figures, AnsiColorCodes codes, AnsiOptions options)
    {
        if (lines.Count == 0) return;
        int width = Math.Max(20, options.Width);
        string[] numbers = [.. lines.Select(line => Plain(figures.Signed(line.Relevance), options))];
        int numberWidth = numbers.Max(number => number.Length);

        // A narrow terminal has no room for values.
        int valueWidth = width < Narrow ? 0 : Math.Min(lines.Max(line => TerminalWidth.Of(line.Value)), width / 4);
        int gaps = valueWidth == 0 ? 2 : Gaps;
        int half = Math.Clamp(width / 6, 2, 16);
        int nameWidth = Math.Max(4, Math.Min(lines.Max(line => TerminalWidth.Of(line.Name)), width - numberWidth - valueWidth - (2 * half) - 1 - gaps));
        for (int i = 0; i < lines.Count; i++)
        {
            (string name, string value, double relevance) = lines[i];
            output.Append(AnsiText.Fit(name, nameWidth, options.Unicode)).Append(' ');
            if (valueWidth > 0)
            {
                string shown = AnsiText.Shorten(value, valueWidth, options.Unicode);
                output.Append(' ', Math.Max(0, valueWidth - TerminalWidth.Of(shown))).Append(shown).Append("  ");
            }

            output.Append(numbers[i].PadLeft(numberWidth)).Append(' ');
            AnsiBar.WriteSigned(output, relevance / full, half, codes, options.Unicode);
            output.Append('\n');
        }
    }

    // Signs of the view itself; names and units are the caller's and stay as they are.
    private static string Plain(string text, AnsiOptions options) => options.Unicode ? text : text.Replace("∞", "inf", StringComparison.Ordinal);
}
