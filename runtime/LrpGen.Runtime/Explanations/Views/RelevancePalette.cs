namespace LrpGen.Runtime;

/// <summary>
/// The colours of relevance, on a light and on a dark page: one hue speaks for the target, one against it, and the page
/// itself is zero.
/// </summary>
/// <remarks>Sign is never told by hue alone: the views underline what speaks for the target, or mark it + and −.</remarks>
public sealed class RelevancePalette
{
    /// <summary>Orange for, blue against: told apart with every common colour-vision deficiency.</summary>
    public static RelevancePalette BlueOrange { get; } = new(
        "blue – orange",
        "orange",
        "blue",
        light: new("#ffffff", "#1c1917", "#f58a1f", "#6aaef2", "#a34700", "#1257a3", [223, 215, 208], [153, 111, 75]),
        dark: new("#1b1a1e", "#f4f1ee", "#a9500a", "#1d62b5", "#ffb066", "#8cc2ff", [94, 130, 166], [24, 25, 26]));

    /// <summary>Green for, purple against, after ColorBrewer's PRGn.</summary>
    public static RelevancePalette PurpleGreen { get; } = new(
        "purple – green",
        "green",
        "purple",
        light: new("#ffffff", "#1c1917", "#55b96a", "#b78fd6", "#14652b", "#66318c", [157, 120, 77], [225, 183, 141]),
        dark: new("#1b1a1e", "#f4f1ee", "#1d7237", "#7a41a8", "#7fdc97", "#d4aef2", [22, 28, 34], [54, 91, 128]));

    private RelevancePalette(string name, string positiveHue, string negativeHue, RelevanceColors light, RelevanceColors dark)
    {
        Name = name;
        PositiveHue = positiveHue;
        NegativeHue = negativeHue;
        Light = light;
        Dark = dark;
    }

    /// <summary>The palette's name.</summary>
    public string Name { get; }

    /// <summary>The name of the hue that speaks for the target.</summary>
    internal string PositiveHue { get; }

    /// <summary>The name of the hue that speaks against it.</summary>
    internal string NegativeHue { get; }

    internal RelevanceColors Light { get; }

    internal RelevanceColors Dark { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
