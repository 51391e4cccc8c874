using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Explanations.Tests;

/// <summary>Texts that try to act in one view or another.</summary>
internal static class HostileTexts
{
    private static readonly (string Name, string Text)[] All =
    [
        ("script", "<script>alert(1)</script>"),
        ("attribute", "\"><img src=x onerror='alert(1)'> x=\"y"),
        ("raw text", "</style></title></textarea><!-- --> <![CDATA[ ]]> <?php"),
        ("entities", "&lt;b&gt; &amp; &#60; &quot;"),
        ("override", "\u202egnp.exe\u202c \u202a \u202b \u202d"),
        ("isolates", "\u2066a\u2067b\u2068c\u2069"),
        ("open isolate", "\u2067never closed"),
        ("right to left", "שלום 12 علیکم 34"),
        ("annotations", "\ufff9a\ufffab\ufffb \u206a\u206f \ufeff"),
        ("LaTeX", @"\input{/etc/passwd} \write18{ls} $x_1^2$ #1 100% a & b ~ {} [] -- '' ,, ?` ``"),
        ("LaTeX groups", @"} \end{document} {{{ \\ \par \catcode`\%=12"),
        ("ANSI", "\e[31mred\e[0m \e]0;title\a \e[2J \e]8;;http://evil.example\e\\link"),
        ("C1", "\u009b31m \u0090q \u009d0;t\u009c \u0085"),
        ("controls", "\0 \a \b \v \f \u001f \u007f"),
        ("line ends", "a\r\n\r\n# b\n\n\tc\r- d\u2028e\u2029f"),
        ("surrogates", "\ud800 a\udc00b \ud83d"),
        ("Markdown", "**b** _i_ [x](javascript:alert(1)) ![y](http://evil.example/p.png) `c` | a | # h ~~s~~ ``` <b> 1. n"),
        ("Markdown blocks", "> q\n\n---\n\n```\ncode\n```\n\n    indented\n\n| a |\n|---|\n"),
        ("links", "https://evil.example www.evil.example a@evil.example @user #1 <http://evil.example>"),
        ("formula", "=cmd|' /C calc'!A0"),
        ("formulas", "+1 -1 @SUM(1) \t=1"),
        ("formula behind a line end", "\n=1+1"),
        ("quotes", "\"a\",\"b\"\n'c'; \"\"\""),
        ("nothing", " "),
    ];

    public static TheoryData<string> Names => [.. All.Select(text => text.Name)];

    public static string Of(string name) => All.Single(text => text.Name == name).Text;

    /// <summary>An explanation with a hostile text at every place that a user, a model or a file can fill.</summary>
    public static TextExplanation Explanation(string evil)
    {
        string text = $"{evil} Fine. {evil}";
        int second = evil.Length + 7;
        ImmutableArray<TokenRelevance> tokens =
        [
            new(0, evil, 0, 0, 0, true, false, 0.1f),
            new(1, evil, 0, evil.Length, 0, false, false, 0.5f),
            new(2, "▁Fine.", evil.Length + 1, evil.Length + 6, 0, false, false, -0.3f),
            new(3, evil, second, text.Length, 0, false, true, -0.6f),
        ];
        return new()
        {
            Text = text,
            Pair = evil,
            Labels = [new(evil, -1, 0.1f), new("hate" + evil, 1, 0.9f)],
            PredictedLabel = 1,
            Target = new(evil, [0, 1], 1, 1),
            Method = evil,
            Model = evil,
            Tokenizer = evil,
            Tokens = tokens,
            Words = WordRelevance.Sum(tokens, [(0, evil.Length, 0), (evil.Length + 1, evil.Length + 6, 0), (second, text.Length, 0), (0, evil.Length, 1)]),
            UnseenCharacters = [new(0, 1, 0, UnseenReason.Deleted), new(second, text.Length, 0, UnseenReason.Unknown), new(0, evil.Length, 1, UnseenReason.Truncated)],
            Truncation = new(4, 5, 0, 1),
            Ledger = new(1, 0.7, [new(SinkKind.Bias, evil, 0, 0.3)], [1]),
            LayerRelevance = [[0.1f, 0.2f, -0.3f, 0.1f]],
            HeadRelevance = [[0.1f]],
        };
    }
}
