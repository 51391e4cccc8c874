using System.Reflection;

namespace LrpGen.Benchmarks;

/// <summary>Where things lie.</summary>
internal static class Folders
{
    /// <summary>The repository.</summary>
    public static string Root { get; } = typeof(Folders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>A folder for what the benchmarks generate, outside of what git tracks.</summary>
    public static string Artifacts(string name) => Path.Combine(Root, "artifacts", "benchmarks", name);
}
