namespace LrpGen.Runtime;

/// <summary>The index of a checkpoint in several files: <c>model.safetensors.index.json</c>.</summary>
internal static class ShardIndex
{
    /// <summary>The largest index, the same as the largest header.</summary>
    private const long LargestIndex = SafetensorsHeader.LargestHeader;

    /// <summary>Reads which file holds which tensor.</summary>
    /// <returns>Tensor name → plain file name, beside the index.</returns>
    /// <exception cref="CheckpointException">The index is damaged, or names a file that does not lie beside it.</exception>
    public static Dictionary<string, string> Read(MappedFile index)
    {
        if (index.Length > LargestIndex)
            throw new CheckpointException(index.Path, $"the index has {index.Length} bytes; at most {LargestIndex} are allowed");

        using MappedFile.Loan bytes = index.Borrow(0, (int)index.Length);
        if (GitLfs.IsPointer(bytes.Bytes))
            throw new CheckpointException(index.Path, GitLfs.Pointer);
        CheckpointJson json = new(index.Path, "index", 0, bytes.Bytes);
        Dictionary<string, string>? weightMap = null;
        HashSet<string> keys = new(StringComparer.Ordinal);
        while (json.NextKey(keys, out string key))
        {
            if (key == "weight_map")
                weightMap = ReadWeightMap(ref json);
            else
                json.SkipValue();
        }

        json.End();
        return weightMap is { Count: > 0 }
            ? weightMap
            : throw new CheckpointException(index.Path, weightMap is null ? "the index has no weight_map" : "the weight_map is empty");
    }

    /// <summary>Finds a shard beside its index, and refuses links that lead elsewhere.</summary>
    /// <returns>The path to open: of the file itself, not of a link to it.</returns>
    /// <exception cref="CheckpointException">There is no such shard, or it is a link out of the folder.</exception>
    public static string Locate(string indexPath, string shard)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(indexPath))!;
        FileInfo file = new(Path.Combine(folder, shard));
        try
        {
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                // The target, not the link, is opened, and must itself be a file: what is checked is what is read.
                string targetFolder = Path.GetDirectoryName(Path.GetFullPath(target.FullName)) ?? "";
                if (targetFolder != folder && targetFolder != DownloadCache(folder))
                {
                    throw new CheckpointException(indexPath,
                        $"the shard {Messages.Quote(shard)} is a link to {target.FullName}, outside the checkpoint's folder");
                }

                file = new FileInfo(target.FullName);
                if (file.LinkTarget is not null)
                    throw new CheckpointException(indexPath, $"the shard {Messages.Quote(shard)} is a link that cannot be followed");
            }
        }
        catch (Exception e) when (e is (IOException and not CheckpointException) or UnauthorizedAccessException)
        {
            throw new CheckpointException(indexPath, $"the shard {Messages.Quote(shard)} cannot be opened: {e.Message}", e);
        }

        return file.Exists
            ? file.FullName
            : throw new CheckpointException(indexPath, $"the shard {Messages.Quote(shard)} is missing");
    }

    // The Hugging Face cache keeps every file in blobs/ and links to it from snapshots/<revision>/.
    private static string? DownloadCache(string folder)
    {
        string? snapshots = Path.GetDirectoryName(folder);
        return Path.GetFileName(snapshots) == "snapshots" ? Path.Combine(Path.GetDirectoryName(snapshots)!, "blobs") : null;
    }

    private static Dictionary<string, string> ReadWeightMap(ref CheckpointJson json)
    {
        Dictionary<string, string> map = new(StringComparer.Ordinal);
        HashSet<string> names = new(StringComparer.Ordinal);
        json.BeginObject("weight_map");
        while (json.NextKey(names, out string name))
        {
            string file = json.NextString("weight_map", name);
            if (!IsPlainFileName(file))
            {
                throw json.Fail($"{Messages.Keys(["weight_map", name])} names the file {Messages.Quote(file)}; "
                    + "needed is the name of a .safetensors file in the same folder");
            }

            map.Add(name, file);
        }

        return map;
    }

    // Both separators and the drive's colon on every system, so that a checkpoint means the same everywhere.
    private static bool IsPlainFileName(string file) =>
        file.Length <= 255
        && file.AsSpan().IndexOfAny("/\\:") < 0
        && Messages.IsPlain(file)
        && file.EndsWith(".safetensors", StringComparison.Ordinal);
}
