using System.Collections.Frozen;
using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>The maps that have a name.</summary>
internal static class ColorMapNames
{
    private static readonly ColorMap[] All =
    [
        .. OfPalette("blue-orange", RelevancePalette.BlueOrange),
        .. OfPalette("purple-green", RelevancePalette.PurpleGreen),

        // Names and definitions of zennit's documentation ("Visualizing Results"), unsigned ones first.
        ColorMap.Create("gray", "000,fff"),
        ColorMap.Create("wred", "fff,f00"),
        ColorMap.Create("wblue", "fff,00f"),
        ColorMap.Create("hot", "000,f00,ff0,fff"),
        ColorMap.Create("cold", "000,00f,0ff"),
        ColorMap.Create("coldnhot", "0ff,00f,80:000,f00,ff0,fff"),
        ColorMap.Create("bwr", "00f,80:fff,f00"),
        ColorMap.Create("france", "0055a4,80:fff,ef4135"),
        ColorMap.Create("seismic", "0000d0,80:d0d0d0,d00000"),
        ColorMap.Create("coolio", "00d0d0,80:d0d0d0,d000d0"),
        ColorMap.Create("coleus", "00d000,80:d0d0d0,d000d0"),
    ];

    public static FrozenDictionary<string, ColorMap> Known { get; } = All.ToFrozenDictionary(map => map.Name!, StringComparer.Ordinal);

    public static ImmutableArray<string> Ordered { get; } = [.. All.Select(map => map.Name!)];

    /// <summary>
    /// A palette of the text views on a light and on a dark ground. Pictures hold no letters, so the map goes on to the
    /// palette's ink, which is as much darker (or lighter) than its colours as they are than the page.
    /// </summary>
    private static IEnumerable<ColorMap> OfPalette(string name, RelevancePalette palette)
    {
        yield return ColorMap.Create(name, Source(palette.Light));
        yield return ColorMap.Create(name + "-dark", Source(palette.Dark));

        static string Source(RelevanceColors colors) =>
            $"{colors.NegativeInk.Hex},40:{colors[-RelevanceColors.Levels].Hex},80:{colors.Page.Hex},c0:{colors[RelevanceColors.Levels].Hex},{colors.PositiveInk.Hex}";
    }
}
