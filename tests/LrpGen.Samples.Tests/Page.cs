namespace LrpGen.Samples.Tests;

/// <summary>Claims about pages of HTML.</summary>
internal static class Page
{
    /// <summary>The page ends as it must, and loads and runs nothing: pictures stand inside it.</summary>
    public static void IsWholeAndNeedsNothingElse(string page)
    {
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
        string rest = page.Replace(" src=\"data:image/png;base64,", "", StringComparison.Ordinal);
        foreach (string outside in (string[])["<script", "src=", "href=", "url(", "@import", "<iframe", "<object", "http://", "https://"])
        {
            Assert.DoesNotContain(outside, rest, StringComparison.OrdinalIgnoreCase);
        }
    }
}
