using System.Reflection;

namespace LrpGen.Runtime.Tests;

/// <summary>Finds files of the repository; the build writes down where it is.</summary>
internal static class RepositoryFiles
{
    public static string Model(string name) => Path.Combine(Metadata("RepositoryRoot"), "models", name);

    public static string Golden(string name) => Path.Combine(Metadata("GoldenRoot"), name);

    private static string Metadata(string key) =>
        typeof(RepositoryFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
