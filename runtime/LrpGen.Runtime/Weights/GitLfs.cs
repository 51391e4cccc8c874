namespace LrpGen.Runtime;

/// <summary>Recognises what git leaves in the place of a large file that was not fetched (Git LFS).</summary>
internal static class GitLfs
{
    /// <summary>What a message says of it, behind the file's name.</summary>
    public const string Pointer = "the file is a Git LFS pointer, not the file itself; fetch it with: git lfs pull";

    /// <summary>True where a file with these first bytes is a pointer.</summary>
    public static bool IsPointer(ReadOnlySpan<byte> start) => start.StartsWith("version https://git-lfs"u8);
}
