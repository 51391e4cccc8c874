namespace LrpGen.Runtime;

/// <summary>How the HTML view of a table's rows looks.</summary>
public sealed record TableHtmlOptions
{
    /// <summary>The page's title, shown on top and in the tab; null shows none.</summary>
    public string? Title { get; init; }

    /// <summary>The relevance of the longest bar; null takes the strongest feature's.</summary>
    public double? FullColor { get; init; }

    /// <summary>Which explanations share the longest bar where <see cref="FullColor"/> does not give it; rows count as texts.</summary>
    public ScaleSharing ScaleSharing { get; init; } = ScaleSharing.Text;

    /// <summary>The colours.</summary>
    public RelevancePalette Palette { get; init; } = RelevancePalette.BlueOrange;

    /// <summary>Light or dark.</summary>
    public HtmlTheme Theme { get; init; }

    /// <summary>A page, or a fragment for a page of one's own.</summary>
    public HtmlForm Form { get; init; }

    /// <summary>What the ids begin with: several fragments on one page need different ones. Letters, digits and hyphens.</summary>
    public string IdPrefix { get; init; } = "";

    /// <summary>How many features are shown at once; the others are summed in one line and folded away.</summary>
    public int TopFeatures { get; init; } = 12;

    internal HtmlOptions Page => new() { Title = Title, Palette = Palette, Theme = Theme, Form = Form, IdPrefix = IdPrefix };
}
