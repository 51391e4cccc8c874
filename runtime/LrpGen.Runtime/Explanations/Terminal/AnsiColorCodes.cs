using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>The escape sequences of a palette.</summary>
internal sealed class AnsiColorCodes
{
    public const string Reset = "\e[0m", Bold = "\e[1m", Dim = "\e[2m", Struck = "\e[9m";

    private const string Underlined = "\e[4m";

    private readonly string[] _word = new string[(2 * RelevanceColors.Levels) + 1];

    public AnsiColorCodes(AnsiOptions options)
    {
        Enabled = options.Colors != AnsiColors.None;
        RelevanceColors colors = options.LightBackground ? options.Palette.Light : options.Palette.Dark;
        for (int level = -RelevanceColors.Levels; level <= RelevanceColors.Levels; level++)
        {
            // Sign is not told by hue alone: what speaks for the target is underlined.
            _word[level + RelevanceColors.Levels] = level == 0 || !Enabled
                ? ""
                : Paint(colors, level, options.Colors) + (level > 1 ? Underlined : "");
        }

        PositiveInk = Enabled ? Ink(colors.PositiveInk, options.Colors) : "";
        NegativeInk = Enabled ? Ink(colors.NegativeInk, options.Colors) : "";
    }

    /// <summary>False if the output must hold no escape sequence.</summary>
    public bool Enabled { get; }

    public string PositiveInk { get; }

    public string NegativeInk { get; }

    /// <summary>Both colours of a word at a step, so that its contrast does not depend on the terminal's own colours.</summary>
    public string Word(int level) => _word[level + RelevanceColors.Levels];

    /// <summary>The colour of xterm's 6×6×6 cube or grey ramp that looks nearest.</summary>
    internal static (int Index, Rgb Color) Nearest(Rgb color)
    {
        (int Index, Rgb Color) best = default;
        double least = double.PositiveInfinity;
        for (int index = 16; index < 256; index++)
        {
            Rgb candidate = Xterm(index);
            double distance = Rgb.Distance(color, candidate);
            if (distance < least) (best, least) = ((index, candidate), distance);
        }

        return best;
    }

    internal static Rgb Xterm(int index)
    {
        if (index >= 232)
        {
            byte grey = (byte)(8 + (10 * (index - 232)));
            return new(grey, grey, grey);
        }

        return new(Cube((index - 16) / 36), Cube((index - 16) / 6 % 6), Cube((index - 16) % 6));

        static byte Cube(int step) => (byte)(step == 0 ? 0 : 55 + (40 * step));
    }

    private static string Paint(RelevanceColors colors, int level, AnsiColors depth)
    {
        if (depth == AnsiColors.TrueColor)
        {
            (Rgb text, Rgb back) = (colors.Text, colors[level]);
            return string.Create(CultureInfo.InvariantCulture, $"\e[38;2;{text.R};{text.G};{text.B};48;2;{back.R};{back.G};{back.B}m");
        }

        if (colors.Xterm(level) is not { } index) return "";
        Rgb color = Xterm(index);
        int ink = Rgb.Contrast(color, Xterm(231)) >= Rgb.Contrast(color, Xterm(16)) ? 231 : 16;
        return string.Create(CultureInfo.InvariantCulture, $"\e[38;5;{ink};48;5;{index}m");
    }

    private static string Ink(Rgb color, AnsiColors colors) => colors == AnsiColors.TrueColor
        ? string.Create(CultureInfo.InvariantCulture, $"\e[38;2;{color.R};{color.G};{color.B}m")
        : string.Create(CultureInfo.InvariantCulture, $"\e[38;5;{Nearest(color).Index}m");
}
