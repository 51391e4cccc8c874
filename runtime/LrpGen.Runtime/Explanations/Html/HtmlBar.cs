namespace LrpGen.Runtime;

/// <summary>Bars as SVG: their length is an attribute, so that the page needs no inline style.</summary>
internal static class HtmlBar
{
    /// <summary>From the middle to the right for what is positive, to the left for what is negative.</summary>
    public static void WriteSigned(HtmlMarkup html, double share)
    {
        double length = double.IsFinite(share) ? 100 * Math.Min(1, Math.Abs(share)) : 0;
        double start = share < 0 ? 100 - length : 100;
        html.Write($"<svg viewBox=\"0 0 200 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        if (share < 0) html.Write($"<rect class=\"b-\" x=\"{start:0.##}\"");
        else html.Write($"<rect class=\"b+\" x=\"{start:0.##}\"");
        html.Write($" y=\"1\" width=\"{length:0.##}\" height=\"10\"/><path d=\"M100 0V12\"/></svg>");
    }

    /// <summary>From the left, for what lies between 0 and 1.</summary>
    public static void WriteShare(HtmlMarkup html, double share)
    {
        double length = double.IsFinite(share) ? 100 * Math.Clamp(share, 0, 1) : 0;
        html.Write($"<svg viewBox=\"0 0 100 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"t\" y=\"1\" width=\"100\" height=\"10\"/><rect class=\"f\" y=\"1\" width=\"{length:0.##}\" height=\"10\"/></svg>");
    }

    /// <summary>Two shares of one whole: what is negative from the left, what is positive from the right.</summary>
    public static void WriteSplit(HtmlMarkup html, double negative, double positive)
    {
        (double left, double right) = (100 * Math.Clamp(negative, 0, 1), 100 * Math.Clamp(positive, 0, 1));
        html.Write($"<svg viewBox=\"0 0 100 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"t\" y=\"1\" width=\"100\" height=\"10\"/><rect class=\"b-\" y=\"1\" width=\"{left:0.##}\" height=\"10\"/><rect class=\"b+\" x=\"{100 - right:0.##}\" y=\"1\" width=\"{right:0.##}\" height=\"10\"/></svg>");
    }
}
