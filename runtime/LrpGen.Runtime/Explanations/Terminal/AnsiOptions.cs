namespace LrpGen.Runtime;

/// <summary>What the terminal can show.</summary>
public enum AnsiColors
{
    /// <summary>No escape sequence at all; signs are written as + and −.</summary>
    None,

    /// <summary>The 256 colours of xterm.</summary>
    Palette256,

    /// <summary>24-bit colour.</summary>
    TrueColor,
}

/// <summary>How the terminal view looks.</summary>
public sealed record AnsiOptions
{
    /// <summary>What the terminal can show.</summary>
    public AnsiColors Colors { get; init; } = AnsiColors.TrueColor;

    /// <summary>Columns of the terminal. Lines are broken to fit; at least 20.</summary>
    public int Width { get; init; } = 80;

    /// <summary>False for terminals that only have ASCII: bars, signs and dots are then written in ASCII. The text itself is left as it is.</summary>
    public bool Unicode { get; init; } = true;

    /// <summary>True if the terminal has dark letters on a light page.</summary>
    public bool LightBackground { get; init; }

    /// <summary>The relevance behind full colour; null takes the strongest word's.</summary>
    public double? FullColor { get; init; }

    /// <summary>How many words the table of the strongest ones holds; 0 leaves it out.</summary>
    public int TopWords { get; init; } = 5;

    /// <summary>The colours.</summary>
    public RelevancePalette Palette { get; init; } = RelevancePalette.BlueOrange;

    /// <summary>Words to hide; see <see cref="HtmlOptions.MaskWords"/>.</summary>
    public Func<string, bool>? MaskWords { get; init; }

    /// <summary>
    /// What the environment says: <c>NO_COLOR</c> (no-color.org) forbids colour, <c>COLORTERM</c> and <c>TERM</c> tell
    /// what the terminal can show. Where the output is not a terminal there is no colour.
    /// </summary>
    /// <param name="isTerminal">False if the output goes to a file or a pipe.</param>
    /// <param name="width">The terminal's columns.</param>
    /// <param name="variable">Reads a variable; null reads the process's environment.</param>
    public static AnsiOptions FromEnvironment(bool isTerminal, int width, Func<string, string?>? variable = null) => new()
    {
        Colors = isTerminal ? Detect(variable ?? Environment.GetEnvironmentVariable) : AnsiColors.None,
        Width = width,
    };

    private static AnsiColors Detect(Func<string, string?> variable)
    {
        string terminal = variable("TERM") ?? "";
        if (!string.IsNullOrEmpty(variable("NO_COLOR")) || terminal == "dumb") return AnsiColors.None;
        if (variable("COLORTERM") is "truecolor" or "24bit" || !string.IsNullOrEmpty(variable("WT_SESSION"))) return AnsiColors.TrueColor;
        if (terminal.EndsWith("-direct", StringComparison.Ordinal)) return AnsiColors.TrueColor;
        return terminal.Contains("256color", StringComparison.Ordinal) ? AnsiColors.Palette256 : AnsiColors.None;
    }
}
