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

    internal HtmlOptions Page => new() { Title = Title, Palette = Palette, Theme = Theme };
}
