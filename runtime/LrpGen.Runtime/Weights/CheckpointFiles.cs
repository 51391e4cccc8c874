namespace LrpGen.Runtime;

/// <summary>Finds the file that a checkpoint starts from.</summary>
internal static class CheckpointFiles
{
    /// <summary>A checkpoint in one file.</summary>
    public const string SingleFile = "model.safetensors";

    private const string Index = "model.safetensors.index.json";
    private const int MostNames = 10;

    /// <summary>The weights or the index that <paramref name="path"/> means: itself, or the one in it where it is a folder.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public static string Find(string path)
    {
        if (File.Exists(path))
            return path;
        if (!Directory.Exists(path))
            throw new CheckpointException(path, $"no such file or folder ({Path.GetFullPath(path)})");

        return FindIn(path) ?? throw new CheckpointException(path, WhatIsThere(path));
    }

    /// <summary>The weights or the index in a folder; null where there is none.</summary>
    public static string? FindIn(string folder)
    {
        foreach (string name in (ReadOnlySpan<string>)[SingleFile, Index])
        {
            string file = Path.Combine(folder, name);
            if (File.Exists(file))
                return file;
        }

        return null;
    }

    /// <summary>True where the file is an index and not weights.</summary>
    public static bool IsIndex(string file) => file.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static string WhatIsThere(string folder)
    {
        string needed = $"needed is {SingleFile} or {Index}";
        List<string> names = [];
        try
        {
            names.AddRange(Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the folder cannot be listed ({e.Message}); {needed}";
        }

        if (names.Count == 0)
            return $"the folder is empty; {needed}";
        if (names.Contains(UnmergedAdapter.FileName))
            return $"the folder holds an adapter alone ({UnmergedAdapter.FileName}), which is no model; {UnmergedAdapter.HowToMerge}";
        if (names.Find(name => name.EndsWith(".safetensors", StringComparison.Ordinal)) is { } other)
            return $"the folder has no {SingleFile}; to use {Messages.Quote(other)}, open that file instead of the folder";
        if (names.Find(ForeignFormat.IsCheckpointName) is { } foreign)
            return $"the folder has no {SingleFile} but {Messages.Quote(foreign)}; {ForeignFormat.HowToConvert}";

        string listed = string.Join(", ", names.Take(MostNames).Select(Messages.Quote));
        string more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : "";
        return $"the folder holds {listed}{more}; {needed}";
    }
}
