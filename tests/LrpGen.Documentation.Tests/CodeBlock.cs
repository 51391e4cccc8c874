using System.Text.RegularExpressions;

namespace LrpGen.Documentation.Tests;

/// <summary>
/// A fenced block of a page. <c>csharp</c> alone is a whole program, as a user would paste it into <c>Program.cs</c>;
/// <c>csharp excerpt</c> is a part of something larger that other tests hold true.
/// </summary>
/// <param name="Page">Path of the page from the repository's root.</param>
/// <param name="Line">Line of the block's first line, from 1.</param>
/// <param name="Language">What stands behind the opening fence.</param>
/// <param name="Text">The block.</param>
internal sealed partial record CodeBlock(string Page, int Line, string Language, string Text)
{
    /// <summary>All blocks of a page.</summary>
    public static IEnumerable<CodeBlock> Of(string page)
    {
        string text = File.ReadAllText(Repository.PathOf(page)).ReplaceLineEndings("\n");
        foreach (Match match in Fences().Matches(text))
        {
            int line = text.AsSpan(0, match.Groups["text"].Index).Count('\n') + 1;
            yield return new CodeBlock(page, line, match.Groups["language"].Value.Trim(), match.Groups["text"].Value);
        }
    }

    public override string ToString() => $"{Page}({Line})";

    [GeneratedRegex("^```(?<language>[^\n`]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}
