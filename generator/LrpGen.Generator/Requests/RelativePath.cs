namespace LrpGen.Generator.Requests;

/// <summary>Paths as they may stand in generated code: the same on every machine.</summary>
internal static class RelativePath
{
    /// <summary>The way from a folder to a file, with forward slashes; the file and its folder alone where there is none.</summary>
    public static string From(string folder, string file)
    {
        List<string> from = Split(folder);
        List<string> to = Split(file);
        int common = 0;
        while (common < from.Count && common < to.Count - 1 && from[common] == to[common])
            common++;
        // Nothing in common: another drive, or a folder that is not known. What lies above is this machine's business.
        if (common == 0)
            return string.Join("/", to.Skip(Math.Max(0, to.Count - 2)));
        return string.Join("/", Enumerable.Repeat("..", from.Count - common).Concat(to.Skip(common)));
    }

    /// <summary>The parts of a path without detours: the compiler hands <c>/a/b/../c</c> over as the project wrote it.</summary>
    private static List<string> Split(string path)
    {
        List<string> parts = [];
        foreach (string part in path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part != ".")
                parts.Add(part);
        }

        return parts;
    }
}
