using System.Globalization;

namespace LrpGen.Runtime;

public sealed partial record FeatureRanking
{
    /// <summary>The ranking as one self-contained HTML page. See <see cref="TableReport.WriteRankings"/> for several on one page.</summary>
    public string ToHtml(TableHtmlOptions? options = null)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        TableReport.WriteRankings([(null, this)], output, options);
        return output.ToString();
    }

    /// <summary>The ranking for a terminal, in lines that end with <c>\n</c>.</summary>
    /// <param name="options">How it looks; null means 24-bit colour and 80 columns.</param>
    /// <param name="topFeatures">How many features are shown.</param>
    public string ToAnsi(AnsiOptions? options = null, int topFeatures = 15)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(topFeatures);
        return AnsiTable.Render(this, options ?? new(), topFeatures);
    }
}
