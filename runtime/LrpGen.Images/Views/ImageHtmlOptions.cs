using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>How the HTML view of images looks.</summary>
public sealed record ImageHtmlOptions
{
    /// <summary>The page's title, shown on top and in the tab; null shows none.</summary>
    public string? Title { get; init; }

    /// <summary>Colour map, bounds, layer and so on. Enlargement is left to the page.</summary>
    public PictureOptions Pictures { get; init; } = new();

    /// <summary>Which explanations share bounds where <see cref="Pictures"/> does not give them; images count as texts.</summary>
    public ScaleSharing ScaleSharing { get; init; } = ScaleSharing.Text;

    /// <summary>The picture that a grid shows at first.</summary>
    public ImageView GridView { get; init; }

    /// <summary>The colours of bars and lines around the pictures.</summary>
    public RelevancePalette Palette { get; init; } = RelevancePalette.BlueOrange;

    /// <summary>Light or dark.</summary>
    public HtmlTheme Theme { get; init; }

    /// <summary>A page, or a fragment for a page of one's own.</summary>
    public HtmlForm Form { get; init; }

    /// <summary>What the ids begin with: several fragments on one page need different ones. Letters, digits and hyphens.</summary>
    public string IdPrefix { get; init; } = "";

    internal HtmlOptions Page => new() { Title = Title, Palette = Palette, Theme = Theme, Form = Form, IdPrefix = IdPrefix };
}
