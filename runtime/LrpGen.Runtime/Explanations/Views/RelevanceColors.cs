namespace LrpGen.Runtime;

/// <summary>A palette on one kind of page.</summary>
internal sealed class RelevanceColors
{
    /// <summary>
    /// Steps from zero to full colour, for each sign. Colour is read to no more than that, and a fixed number of steps
    /// can be written as style classes, so that a page needs no inline style.
    /// </summary>
    public const int Levels = 20;

    private readonly Rgb[] _scale = new Rgb[(2 * Levels) + 1];

    // Three steps for each sign in xterm's 256 colours: their nearest colours to the scale would turn orange into red and grey.
    private readonly int[] _positive256, _negative256;

    public RelevanceColors(
        string page, string text, string positive, string negative, string positiveInk, string negativeInk, int[] positive256, int[] negative256)
    {
        (_positive256, _negative256) = (positive256, negative256);
        (Page, Text) = (Rgb.Parse(page), Rgb.Parse(text));
        (PositiveInk, NegativeInk) = (Rgb.Parse(positiveInk), Rgb.Parse(negativeInk));
        (Rgb full, Rgb against) = (Rgb.Parse(positive), Rgb.Parse(negative));
        for (int level = -Levels; level <= Levels; level++)
        {
            _scale[level + Levels] = Rgb.Mix(Page, level < 0 ? against : full, Math.Abs(level) / (double)Levels);
        }
    }

    /// <summary>The page: the colour of zero.</summary>
    public Rgb Page { get; }

    /// <summary>The colour of text on every step of the scale.</summary>
    public Rgb Text { get; }

    /// <summary>Lines and figures that speak for the target.</summary>
    public Rgb PositiveInk { get; }

    /// <summary>Lines and figures that speak against it.</summary>
    public Rgb NegativeInk { get; }

    /// <summary>The background at a step: −<see cref="Levels"/> to <see cref="Levels"/>.</summary>
    public Rgb this[int level] => _scale[level + Levels];

    /// <summary>The background at a step in xterm's 256 colours; null near zero.</summary>
    public int? Xterm(int level) => Math.Abs(level) switch
    {
        <= 2 => null,
        <= 8 => (level > 0 ? _positive256 : _negative256)[0],
        <= 14 => (level > 0 ? _positive256 : _negative256)[1],
        _ => (level > 0 ? _positive256 : _negative256)[2],
    };

    /// <summary>The step of a relevance where <paramref name="full"/> has full colour; 0 for what is not a number.</summary>
    public static int LevelOf(double relevance, double full)
    {
        if (!double.IsFinite(relevance)) return 0;
        double share = full > 0 ? relevance / full : 0;
        return double.IsFinite(share) ? (int)Math.Round(Math.Clamp(share, -1, 1) * Levels) : 0;
    }
}
