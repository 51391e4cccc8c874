namespace LrpGen.Runtime;

/// <summary>The colours of the page around the relevance.</summary>
internal sealed record HtmlChrome(string Scheme, Rgb Back, Rgb Soft, Rgb Line, Rgb Middle, Rgb Tip, Rgb TipInk)
{
    public static HtmlChrome Light { get; } = new(
        "light", Rgb.Parse("#f7f5f2"), Rgb.Parse("#625b54"), Rgb.Parse("#e6e1da"), Rgb.Parse("#a39a90"), Rgb.Parse("#26221f"), Rgb.Parse("#f7f4f1"));

    public static HtmlChrome Dark { get; } = new(
        "dark", Rgb.Parse("#121115"), Rgb.Parse("#a9a29b"), Rgb.Parse("#34323a"), Rgb.Parse("#6f6a66"), Rgb.Parse("#f4f1ee"), Rgb.Parse("#1c1917"));
}
