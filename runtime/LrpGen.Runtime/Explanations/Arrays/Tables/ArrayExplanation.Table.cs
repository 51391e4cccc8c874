using System.Globalization;

namespace LrpGen.Runtime;

public sealed partial record ArrayExplanation
{
    /// <summary>
    /// The row of a table as one self-contained HTML page: a signed bar for each feature, the strongest first. See
    /// <see cref="TableReport"/> for several on one page.
    /// </summary>
    public string ToTableHtml(TableHtmlOptions? options = null)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        TableReport.Write([this], output, options);
        return output.ToString();
    }

    /// <summary>
    /// The row of a table for a terminal, in lines that end with <c>\n</c>: a signed bar for each feature, the strongest
    /// first. Control characters of names and labels never reach it.
    /// </summary>
    /// <param name="options">How it looks; null means 24-bit colour and 80 columns. See <see cref="AnsiOptions.FromEnvironment"/>.</param>
    /// <param name="topFeatures">How many features are shown; the others are summed in one line.</param>
    public string ToTableAnsi(AnsiOptions? options = null, int topFeatures = 15)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(topFeatures);
        EnsureConsistent();
        return AnsiTable.Render(this, options ?? new(), topFeatures);
    }
}
