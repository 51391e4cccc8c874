using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>Colours for numbers between 0 and 1: straight lines between nodes. <c>docs/colour-maps.md</c> shows them all.</summary>
/// <remarks>
/// A <em>signed</em> map has its neutral colour in the middle (index 80 in hexadecimal) and wants symmetric bounds; an
/// unsigned one gets stronger from one end to the other.
/// </remarks>
public sealed class ColorMap
{
    private readonly ImmutableArray<ColorNode> _nodes;

    private ColorMap(string? name, string source)
    {
        (Name, Source) = (name, source);
        _nodes = ColorMapLanguage.Parse(source);
    }

    /// <summary>The map's name, or null where it was given in the language.</summary>
    public string? Name { get; }

    /// <summary>The map in the colour-map language.</summary>
    public string Source { get; }

    /// <summary>The nodes: indices ascend from 0 to 255; two of the same index make a hard edge.</summary>
    public ImmutableArray<ColorNode> Nodes => _nodes;

    /// <summary>
    /// True if the map has a node in its middle (index 80, in hexadecimal) and so a neutral colour there, for zero;
    /// false for maps that only get stronger from one end to the other.
    /// </summary>
    public bool IsSigned => _nodes.Any(node => node.Index == 0x80);

    /// <summary>The default: blue against, white in the middle, orange for. Told apart with every common colour-vision deficiency.</summary>
    public static ColorMap BlueOrange => ColorMapNames.Known["blue-orange"];

    /// <summary>The names that <see cref="Of"/> knows.</summary>
    public static ImmutableArray<string> Names => ColorMapNames.Ordered;

    /// <summary>The map of a name, else of a text in the colour-map language: <c>coldnhot</c>, <c>00f,80:fff,f00</c>.</summary>
    /// <exception cref="ColorMapFormatException">The text is neither; the message says what is wrong, and where.</exception>
    public static ColorMap Of(string nameOrSource)
    {
        ArgumentNullException.ThrowIfNull(nameOrSource);
        if (ColorMapNames.Known.TryGetValue(nameOrSource, out ColorMap? known)) return known;
        try
        {
            return new(null, nameOrSource);
        }
        catch (ColorMapFormatException exception) when (LooksLikeName(nameOrSource))
        {
            throw new ColorMapFormatException(
                $"There is no colour map '{JsonCursor.Short(nameOrSource)}'. Known: {string.Join(", ", Names)}; or write one in the colour-map language: '00f,80:fff,f00'.",
                exception);
        }
    }

    /// <summary>The map of a text in the colour-map language.</summary>
    /// <exception cref="ColorMapFormatException">The text breaks the grammar; the message says where.</exception>
    public static ColorMap Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(null, source);
    }

    /// <summary>As <see cref="Of"/>, without an exception.</summary>
    public static bool TryOf(string nameOrSource, [NotNullWhen(true)] out ColorMap? map)
    {
        try
        {
            map = Of(nameOrSource);
            return true;
        }
        catch (ColorMapFormatException)
        {
            map = null;
            return false;
        }
    }

    /// <summary>The colour of a number; what lies outside 0 to 1 gets the colour of the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is NaN, which has no colour on a map.</exception>
    public PixelColor At(double t)
    {
        if (double.IsNaN(t)) throw new ArgumentOutOfRangeException(nameof(t), "NaN has no colour on a map.");
        double x = Math.Clamp(t, 0, 1) * 255;
        int after = 0;
        while (after < _nodes.Length && _nodes[after].Index <= x) after++;
        ColorNode left = _nodes[after - 1];
        if (after == _nodes.Length) return left.Color;
        ColorNode right = _nodes[after];
        double share = (x - left.Index) / (right.Index - left.Index);
        return new(
            Channel(left.Color.Red, right.Color.Red, share),
            Channel(left.Color.Green, right.Color.Green, share),
            Channel(left.Color.Blue, right.Color.Blue, share));
    }

    /// <summary>The 256 colours from the lowest value to the highest.</summary>
    /// <param name="level">Above 1 the ends are reached earlier, around the middle; below 1 they are not reached.</param>
    public ImmutableArray<PixelColor> Palette(double level = 1)
    {
        if (!double.IsFinite(level)) throw new ArgumentOutOfRangeException(nameof(level), "The level must be a number.");
        var colors = ImmutableArray.CreateBuilder<PixelColor>(256);
        for (int i = 0; i < 256; i++) colors.Add(At(((((2 * i / 255.0) - 1) * level) + 1) / 2));
        return colors.MoveToImmutable();
    }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Source;

    /// <summary>The purest colour of the upper or of the lower half: what tints an overlay.</summary>
    internal PixelColor TintOf(bool upper)
    {
        ImmutableArray<PixelColor> palette = Palette();
        PixelColor best = upper ? palette[^1] : palette[0];
        for (int step = 0; step < 128; step++)
        {
            PixelColor color = palette[upper ? 255 - step : step];
            if (Purity(color) > Purity(best)) best = color;
        }

        return best;

        static int Purity(PixelColor color) =>
            Math.Max(color.Red, Math.Max(color.Green, color.Blue)) - Math.Min(color.Red, Math.Min(color.Green, color.Blue));
    }

    internal static ColorMap Create(string name, string source) => new(name, source);

    /// <summary>The map of a palette, for views that know only palettes.</summary>
    internal static ColorMap ForPalette(RelevancePalette palette, bool dark) =>
        ColorMapNames.Known[(ReferenceEquals(palette, RelevancePalette.PurpleGreen) ? "purple-green" : "blue-orange") + (dark ? "-dark" : "")];

    // zennit cuts the fraction off, and its rounding to 12 digits before that only removes noise: so its pictures and
    // ours have the same bytes.
    private static byte Channel(byte left, byte right, double share) => (byte)Math.Round((left * (1 - share)) + (right * share), 12);

    private static bool LooksLikeName(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetter(c) || c is '-' or '_' or ' ') && !text.All(char.IsAsciiHexDigit);
}
