namespace LrpGen.Text.Images;

/// <summary>The machine's fonts, found by their files: SkiaSharp's build without fontconfig does not know them.</summary>
internal static class SystemFonts
{
    // What is not the upright, proportional sans of a family comes later.
    private static readonly string[] Styles =
    [
        "Bold", "Italic", "Oblique", "Light", "Thin", "Black", "Medium", "Condensed", "Heavy", "DemiLight", "Semi", "Extra", "Narrow", "Mono", "Serif", "Display", "Looped", "Kufi",
        "Nastaliq", "Naskh", "Unjoined", "Slanted", "Rashi", "Emoji", "Symbols", "Math", "Music", "Old", "Imperial", "Inscriptional", "Psalter",
    ];

    private static readonly string[] First = ["NotoSans-Regular", "NotoSans[wdth,wght]", "segoeui", "HelveticaNeue", "Helvetica", "DejaVuSans", "LiberationSans-Regular", "arial", "Arial"];

    private static readonly Lock Lock = new();
    private static readonly Dictionary<string, FontFace?> Opened = new(StringComparer.Ordinal);
    private static readonly Lazy<string[]> Files = new(() => [.. Find()]);

    /// <summary>Fonts to try for a script, the likeliest first; a file is opened when it is its turn.</summary>
    /// <param name="script">The script's name.</param>
    public static IEnumerable<FontFace> For(string script)
    {
        string[] names = ScriptNames.InFileNames(script);
        IEnumerable<string> named = names.SelectMany(name => Files.Value.Where(file => Path.GetFileName(file).Contains(name, StringComparison.OrdinalIgnoreCase)));
        IEnumerable<string> others = script == ScriptNames.Emoji ? [] : First.SelectMany(name => Files.Value.Where(file => Path.GetFileNameWithoutExtension(file) == name)).Concat(Files.Value);
        return named.Concat(others).Distinct().Select(Open).OfType<FontFace>();
    }

    private static FontFace? Open(string path)
    {
        lock (Lock)
        {
            if (!Opened.TryGetValue(path, out FontFace? face)) Opened[path] = face = FontFace.Open(path);
            return face;
        }
    }

    private static IOrderedEnumerable<string> Find()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return Folders().Where(Directory.Exists).Distinct()
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", options))
            .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".ttf" or ".otf" or ".ttc" or ".otc")
            .OrderBy(Distance).ThenBy(file => file, StringComparer.Ordinal);
    }

    private static int Distance(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        return Styles.Count(style => name.Contains(style, StringComparison.OrdinalIgnoreCase)) * 2
            + (name.Contains("Sans", StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            + (name.Contains("UI", StringComparison.Ordinal) ? 1 : 0);
    }

    private static IEnumerable<string> Folders()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
        {
            return [Environment.GetFolderPath(Environment.SpecialFolder.Fonts), Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Microsoft", "Windows", "Fonts")];
        }

        if (OperatingSystem.IsMacOS()) return ["/System/Library/Fonts", "/Library/Fonts", Path.Combine(home, "Library", "Fonts")];
        string[] data = (Environment.GetEnvironmentVariable("XDG_DATA_DIRS") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return [.. data.Append("/usr/share").Append("/usr/local/share").Append(Path.Combine(home, ".local", "share")).Select(folder => Path.Combine(folder, "fonts")), Path.Combine(home, ".fonts")];
    }
}
