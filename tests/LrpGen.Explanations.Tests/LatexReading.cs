namespace LrpGen.Explanations.Tests;

/// <summary>Reads LaTeX as TeX's eyes do, as far as is needed to see that nothing in it acts but what the view writes.</summary>
internal static class LatexReading
{
    private static readonly string[] Commands =
    [
        "noindent", "par", "newline", "leavevmode", "smallskip", "footnotesize", "lrpfor", "lrpagainst", "lrpunread", "lrpunseen", "pm", "char",
        "textbackslash", "textasciitilde", "textasciicircum", "textless", "textgreater", "textbar", "textasciigrave",
    ];

    public static void AssertPlain(string latex)
    {
        int depth = 0;
        bool math = false;
        for (int i = 0; i < latex.Length; i++)
        {
            char c = latex[i];
            if (c == '\\')
            {
                int end = i + 1;
                while (end < latex.Length && char.IsAsciiLetter(latex[end])) end++;
                if (end == i + 1) Assert.Contains(latex[end], "{}$&#%_");
                else Assert.Contains(latex[(i + 1)..end], Commands);
                i = Math.Max(i + 1, end - 1);
            }
            else if (c == '{') depth++;
            else if (c == '}') Assert.True(--depth >= 0);
            else if (c == '$') math = !math;
            else if (math) Assert.Contains(c, "+-.0123456789 eNa∞");
            else
            {
                Assert.DoesNotContain(c, "#%&_^~[]\"`<>|".Replace("[", depth > 0 ? "" : "[", StringComparison.Ordinal).Replace("]", depth > 0 ? "" : "]", StringComparison.Ordinal));

                // Ligatures of TeX's input: --, '', ,,.
                if (c is '-' or '\'' or ',') Assert.NotEqual(c, latex[i + 1]);
            }
        }

        Assert.Equal(0, depth);
        Assert.False(math);
    }
}
