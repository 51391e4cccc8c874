namespace LrpGen.Runtime;

/// <summary>Which explanations of a page share the number behind full colour.</summary>
public enum ScaleSharing
{
    /// <summary>Each has its own: the strongest word has full colour everywhere.</summary>
    None,

    /// <summary>The labels of one text share it, so that they can be compared.</summary>
    Text,

    /// <summary>The whole page shares it. The page is then written when the last explanation is known.</summary>
    All,
}

/// <summary>Light or dark.</summary>
public enum HtmlTheme
{
    /// <summary>What the reader's system asks for.</summary>
    Auto,

    /// <summary>Always light.</summary>
    Light,

    /// <summary>Always dark; light in print.</summary>
    Dark,
}

/// <summary>What is written around explanations.</summary>
public enum HtmlForm
{
    /// <summary>A page of its own.</summary>
    Page,

    /// <summary>A part of somebody's own page: <c>&lt;div class="lrpgen"&gt;</c> with a style that reaches nothing outside of it.</summary>
    Fragment,

    /// <summary>The same without its style: the page has that once, from <see cref="HtmlReport.FragmentStyle"/>.</summary>
    FragmentWithoutStyle,
}

/// <summary>How the HTML view looks.</summary>
public sealed record HtmlOptions
{
    /// <summary>The page's title, shown on top and in the tab; null shows none.</summary>
    public string? Title { get; init; }

    /// <summary>The relevance behind full colour; null takes the strongest word's. Larger relevances get full colour.</summary>
    public double? FullColor { get; init; }

    /// <summary>Which explanations share the number behind full colour where <see cref="FullColor"/> does not give it.</summary>
    public ScaleSharing ScaleSharing { get; init; } = ScaleSharing.Text;

    /// <summary>The colours.</summary>
    public RelevancePalette Palette { get; init; } = RelevancePalette.BlueOrange;

    /// <summary>Light or dark.</summary>
    public HtmlTheme Theme { get; init; }

    /// <summary>A page, or a fragment for a page of one's own.</summary>
    public HtmlForm Form { get; init; }

    /// <summary>What the ids begin with: several fragments on one page need different ones. Letters, digits and hyphens.</summary>
    public string IdPrefix { get; init; } = "";

    /// <summary>The level that is shown first.</summary>
    public TextLevel Level { get; init; } = TextLevel.Word;

    /// <summary>
    /// Lets the reader switch between tokens, words, sentences and paragraphs, as far as there are several. False shows
    /// <see cref="Level"/> and words alone, which keeps pages of many texts small.
    /// </summary>
    public bool LevelSwitch { get; init; } = true;

    /// <summary>How many words the table of the strongest ones holds; 0 leaves it out.</summary>
    public int TopWords { get; init; } = 6;

    /// <summary>Adds a table of all tokens, special ones included, folded away.</summary>
    public bool TokenTable { get; init; } = true;

    /// <summary>
    /// Words to hide, for pictures that will be shown around: the first letter stays, dots take the place of the rest,
    /// and the page does not hold the word anywhere else. See <see cref="WordMask.Of"/>.
    /// </summary>
    public Func<string, bool>? MaskWords { get; init; }
}
