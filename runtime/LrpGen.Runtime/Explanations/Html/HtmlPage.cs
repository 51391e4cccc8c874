using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace LrpGen.Runtime;

/// <summary>The page around the explanations.</summary>
internal static class HtmlPage
{
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    /// <summary>Everything before the first explanation.</summary>
    /// <param name="html">The page.</param>
    /// <param name="options">How it looks.</param>
    /// <param name="moreRules">Rules of a view beside the common ones.</param>
    /// <param name="images">True if the page holds pictures, inside itself as <c>data:</c> addresses.</param>
    public static void WriteHead(HtmlMarkup html, HtmlOptions options, string moreRules = "", bool images = false)
    {
        if (options.IdPrefix.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            throw new ArgumentException($"IdPrefix '{VisibleText.OneLine(options.IdPrefix)}': needed letters, digits and hyphens.", nameof(options));
        }

        html.IdPrefix = options.IdPrefix;
        if (options.Form == HtmlForm.Page) WritePageHead(html, options, moreRules, images);
        else WriteFragmentHead(html, options, moreRules);
    }

    /// <summary>Everything behind the last explanation.</summary>
    public static void WriteFoot(HtmlMarkup html, HtmlOptions options)
    {
        if (options.Form == HtmlForm.Page) html.Write($"</main>\n</body>\n</html>\n");
        else html.Write($"</div>\n");
    }

    private static void WriteFragmentHead(HtmlMarkup html, HtmlOptions options, string moreRules)
    {
        html.Write($"<div class=\"lrpgen\" lang=\"en\">\n");
        if (options.Form == HtmlForm.Fragment)
        {
            html.Write($"<style>");
            html.WriteStyle(HtmlStyle.OfFragment(options, moreRules));
            html.Write($"</style>\n");
        }

        if (options.Title is not null) html.Write($"<h1>{options.Title}</h1>\n");
    }

    private static void WritePageHead(HtmlMarkup html, HtmlOptions options, string moreRules, bool images)
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
}
