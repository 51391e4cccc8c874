using System.Security.Cryptography;
using System.Text;

namespace LrpGen.Runtime;

/// <summary>The page around the explanations.</summary>
internal static class HtmlPage
{
    /// <summary>Everything before the first explanation.</summary>
    /// <param name="html">The page.</param>
    /// <param name="options">How it looks.</param>
    /// <param name="moreRules">Rules of a view beside the common ones.</param>
    /// <param name="images">True if the page holds pictures, inside itself as <c>data:</c> addresses.</param>
    public static void WriteHead(HtmlMarkup html, HtmlOptions options, string moreRules = "", bool images = false)
    {
        string style = HtmlStyle.Of(options) + moreRules.ReplaceLineEndings("\n");
        string pictures = images ? " img-src data:;" : "";

        // The style is named by its hash: even if markup slipped in, the browser would run and load none of it.
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        html.Write($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';{pictures} style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n");
        html.Write($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        html.Write($"<title>{options.Title ?? "Explanation"}</title>\n<style>");
        html.WriteStyle(style);
        html.Write($"</style>\n</head>\n<body>\n<main>\n");
        if (options.Title is not null) html.Write($"<h1>{options.Title}</h1>\n");
    }

    public static void WriteFoot(HtmlMarkup html) => html.Write($"</main>\n</body>\n</html>\n");
}
