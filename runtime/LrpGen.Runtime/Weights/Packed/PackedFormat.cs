namespace LrpGen.Runtime;

/// <summary>The names in the header of a packed weights file, and where its sections lie.</summary>
internal static class PackedFormat
{
    /// <summary>The file's name in a model's folder.</summary>
    public const string FileName = "model.lrpw";

    /// <summary>Changes with the layout of any section and with the header.</summary>
    public const string Version = "2";

    /// <summary>Holds <see cref="Version"/>: what makes the file one of ours.</summary>
    public const string VersionKey = "lrpw";

    /// <summary>Name of the generated class.</summary>
    public const string ModelKey = "model";

    /// <summary>Hash of the plan: <see cref="IWeightPlan.WeightPlan"/>.</summary>
    public const string PlanKey = "plan";

    /// <summary>Identity of the weights that were packed: <see cref="Checkpoint.Sha256"/>.</summary>
    public const string Sha256Key = "sha256";

    /// <summary>How the weights of dense layers are stored.</summary>
    public const string StorageKey = "storage";

    /// <summary>The files that were packed: <see cref="SourceFiles"/>.</summary>
    public const string SourcesKey = "sources";

    /// <summary>What the checkpoint had before every name, and the model's names do not have.</summary>
    public const string PrefixKey = "prefix";

    /// <summary>The tensors of the checkpoint that nobody reads, a line each.</summary>
    public const string UnusedKey = "unused";

    /// <summary>The hashes of the sections: <see cref="PackedHashes.Lines"/>.</summary>
    public const string HashesKey = "hashes";

    /// <summary>The hash of all that the header says otherwise: <see cref="PackedHashes.OfHeader"/>.</summary>
    public const string HeaderKey = "header";

    /// <summary>What lies between two sections.</summary>
    public const string PaddingPrefix = "/padding ";

    /// <summary>A cache line.</summary>
    public const int Alignment = 64;

    /// <summary>A page: large sections do not share one with another section.</summary>
    public const int PageAlignment = 4096;

    /// <summary>Sections from this size on begin a page.</summary>
    public const int LargeSection = 1 << 16;

    /// <summary>Where a section of that size begins, at the earliest at <paramref name="at"/>.</summary>
    public static long Align(long at, long size)
    {
        int alignment = size >= LargeSection ? PageAlignment : Alignment;
        return (at + alignment - 1) / alignment * alignment;
    }

    /// <summary>True for a path that names a packed file.</summary>
    public static bool IsPacked(string path) => path.EndsWith(".lrpw", StringComparison.OrdinalIgnoreCase);
}
