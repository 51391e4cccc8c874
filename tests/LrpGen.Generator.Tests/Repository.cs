using System.Runtime.CompilerServices;

namespace LrpGen.Generator.Tests;

/// <summary>Files of the repository, found from where this file was compiled.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        DirectoryInfo? folder = new FileInfo(here).Directory;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LrpGen.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{here} is not in the repository.");
    }
}
