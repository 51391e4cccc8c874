using System.Globalization;
using System.Text;

namespace LrpGen.Runtime;

public sealed partial record TextExplanation
{
    /// <summary>
    /// The text as LaTeX, every word on the colour of its relevance; needs <c>xcolor</c>. What speaks for the target is
    /// underlined. <c>\lrpfor</c> and <c>\lrpagainst</c> take the colour (hexadecimal) and the word, <c>\lrpunread</c> (cut off) and
    /// <c>\lrpunseen</c> (unknown, or deleted by the tokenizer) the word; define them before to change the look.
    /// </summary>
    /// <param name="document">
    /// True gives a whole document for XeLaTeX or LuaLaTeX; its main font must have the letters of the text, and text
    /// from right to left needs <c>bidi</c> or <c>babel</c> on top.
    /// </param>
    /// <param name="maskWords">Words to hide; see <see cref="WordMask.Of"/>.</param>
    public string ToLatex(bool document = false, Func<string, bool>? maskWords = null)
    {
        var texts = new MaskedText(this, maskWords);
        double full = RelevanceScale.Of(this);
        Figures figures = Figures.For(full, "-");
        var latex = new StringBuilder();
        if (document) latex.Append("\\documentclass[varwidth=14cm,border=4mm]{standalone}\n\\usepackage{fontspec}\n\\usepackage{xcolor}\n\\begin{document}\n");
        latex.Append("\\providecommand{\\lrpbox}[2]{{\\setlength{\\fboxsep}{1.2pt}\\colorbox[HTML]{#1}{\\strut #2}}}\n");
        latex.Append("\\providecommand{\\lrpfor}[2]{\\lrpbox{#1}{\\underline{#2}}}\n");
        latex.Append("\\providecommand{\\lrpagainst}[2]{\\lrpbox{#1}{#2}}\n");
        latex.Append("\\providecommand{\\lrpunread}[1]{\\textcolor{gray}{#1}}\n");
        latex.Append("\\providecommand{\\lrpunseen}[1]{#1\\textsuperscript{?}}\n");
        for (int sequence = 0; sequence < (Pair is null ? 1 : 2); sequence++)
        {
            latex.Append("\\noindent\n");
            foreach (TextSegment segment in TextSegmenter.Segments(this, sequence)) AppendSegment(latex, texts, segment, sequence, full);
            latex.Append("\\par\n");
        }

        if (!HasSeenText) latex.Append("\\noindent{\\footnotesize No tokens: the model saw nothing of this text but its special tokens.}\\par\n");

        if (Windowing is { } windowing) latex.Append(CultureInfo.InvariantCulture, $"\\noindent{{\\footnotesize {windowing.Sentence}: {Windowing.Meaning}.}}\\par\n");
        if (Truncation is { } cut) latex.Append(CultureInfo.InvariantCulture, $"\\noindent{{\\footnotesize Cut off: the model read {cut.TokensSeen} of {cut.TokensTotal} tokens; what it did not read is grey.}}\\par\n");
        if (UnseenCharacters.Any(range => range.Reason != UnseenReason.Truncated)) latex.Append("\\noindent{\\footnotesize A raised question mark: the model did not see these characters.}\\par\n");

        // Mathematics has a minus sign in every font.
        latex.Append(CultureInfo.InvariantCulture, $"\\smallskip\\noindent{{\\footnotesize {LatexText.Escape(Target.Description)} ${Figures.For(Target.Score, "-").Signed(Target.Score)}$, full colour at $\\pm {figures.Signed(full)[1..]}$, {LatexText.Escape(Method)}, {LatexText.Escape(Model)}}}\\par\n");
        if (document) latex.Append("\\end{document}\n");
        return latex.ToString();
    }

    private void AppendSegment(StringBuilder latex, MaskedText texts, TextSegment segment, int sequence, double full)
    {
        string text = texts.Segment(segment, sequence);
        bool unread = segment.Unseen.HasFlag(Unseen.Truncated) && (segment.Word < 0 || Words[segment.Word].Tokens.IsEmpty);
        int level = segment.Word < 0 ? 0 : RelevanceColors.LevelOf(Words[segment.Word].Relevance, full);
        string color = RelevancePalette.BlueOrange.Light[level].Hex.ToUpperInvariant();
        if (string.IsNullOrWhiteSpace(text)) latex.Append(text.Contains('\n', StringComparison.Ordinal) ? "\\leavevmode\\newline\n" : "\n");
        else if (unread) latex.Append(CultureInfo.InvariantCulture, $"\\lrpunread{{{LatexText.Escape(text)}}}");
        else
        {
            string shown = LatexText.Escape(text);
            if ((segment.Unseen & (Unseen.Unknown | Unseen.Deleted)) != 0) shown = $"\\lrpunseen{{{shown}}}";
            latex.Append(level == 0 ? shown : $"\\{(level > 0 ? "lrpfor" : "lrpagainst")}{{{color}}}{{{shown}}}");
        }
    }
}
