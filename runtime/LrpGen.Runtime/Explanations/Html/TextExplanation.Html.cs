using System.Globalization;

namespace LrpGen.Runtime;

public sealed partial record TextExplanation
{
    /// <summary>The explanation as one self-contained HTML page, or as a part of one (<see cref="HtmlOptions.Form"/>). See <see cref="HtmlReport"/> for several on one page.</summary>
    public string ToHtml(HtmlOptions? options = null)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        HtmlReport.Write([this], output, options);
        return output.ToString();
    }
}
