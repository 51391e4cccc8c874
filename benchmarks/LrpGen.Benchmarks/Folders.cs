using System.Reflection;

namespace LrpGen.Benchmarks;

/// <summary>Where things lie.</summary>
internal static class Folders
{
    /// <summary>The repository.</summary>
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>Data that the repository does not hold; the environment variable LRPGEN_DATA names another place.</summary>
    public static string Data { get; } = Environment.GetEnvironmentVariable("LRPGEN_DATA") ?? Metadata("LrpDataRoot");

    /// <summary>A folder for what the benchmarks generate, outside of what git tracks.</summary>
    public static string Artifacts(string name) => Path.Combine(Root, "artifacts", "benchmarks", name);

    private static string Metadata(string key) => typeof(Folders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
