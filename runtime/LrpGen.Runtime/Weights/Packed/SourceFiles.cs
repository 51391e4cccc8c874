using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>
/// The files of a checkpoint as they were when it was packed: a line each, <c>length time name</c>, the time being the ticks
/// of the last write in UTC. Whether they are the same still can mostly be said without reading them.
/// </summary>
internal static class SourceFiles
{
    /// <summary>Describes the files of a checkpoint.</summary>
    public static string Describe(Checkpoint checkpoint) => string.Concat(checkpoint.Files.Select(Describe));

    /// <summary>
    /// True where the checkpoint beside a packed file is the one that was packed, or where there is none. A file of the same
    /// length and time counts as the same, as it does for make and git; otherwise the hash decides.
    /// </summary>
    /// <param name="described">What <see cref="Describe(Checkpoint)"/> said.</param>
    /// <param name="sha256">The identity of the checkpoint that was packed.</param>
    /// <param name="folder">Where the packed file lies.</param>
    /// <param name="byTime">Whether length and time are enough; otherwise the hash decides in any case.</param>
    /// <exception cref="CheckpointException">The checkpoint there is damaged.</exception>
    public static bool AreUnchanged(string described, string sha256, string folder, bool byTime = true)
    {
        string[] lines = described.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] paths = [.. lines.Select(line => Path.Combine(folder, NameOf(line)))];
        string? source = paths.Length > 0 && File.Exists(paths[0]) ? paths[0] : CheckpointFiles.FindIn(folder);
        if (source is null || (byTime && paths.All(File.Exists) && lines.Zip(paths).All(pair => Describe(pair.Second) == pair.First + '\n')))
            return true;
        using Checkpoint checkpoint = Checkpoint.Open(source);
        return checkpoint.Sha256() == sha256;
    }

    // A name that is none leads nowhere: the file comes from outside.
    private static string NameOf(string line) => line.Split(' ', 3) is [_, _, var name] && Path.GetFileName(name) == name && !name.Contains('\0') ? name : "?";

    private static string Describe(string path)
    {
        FileInfo info = new(path);
        if (info.LinkTarget is not null)
            info = (FileInfo?)info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
        return string.Create(CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks} {Path.GetFileName(path)}\n");
    }
}
