namespace LrpGen.Generator.Requests;

/// <summary>Paths as they may stand in generated code: the same on every machine.</summary>
internal static class RelativePath
{
    /// <summary>The way from a folder to a file, with forward slashes; the file and its folder alone where there is none.</summary>
    public static string From(string folder, string file)
    {
        string[] from = Split(folder);
        string[] to = Split(file);
        int common = 0;
        while (common < from.Length && common < to.Length - 1 && from[common] == to[common])
            common++;
        // Nothing in common: another drive, or a folder that is not known. What lies above is this machine's business.
        if (common == 0)
            return string.Join("/", to.Skip(Math.Max(0, to.Length - 2)));
        return string.Join("/", Enumerable.Repeat("..", from.Length - common).Concat(to.Skip(common)));
    }

    private static string[] Split(string path) =>
        [.. path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")];
}
