using System.Reflection;

namespace LrpGen.Text.Tests;

/// <summary>Where the tests find their data.</summary>
internal static class TestData
{
    internal static string Golden { get; } = Metadata("GoldenRoot");

    internal static string Models { get; } = Metadata("LrpModelsRoot");

    /// <summary>Data that the repository does not hold; the environment variable LRPGEN_DATA names another place.</summary>
    internal static string Data { get; } = Environment.GetEnvironmentVariable("LRPGEN_DATA") ?? Metadata("LrpDataRoot");

    internal static string Tokenizers => Path.Combine(Golden, "tokenizers");

    internal static string DataTokenizers => Path.Combine(Data, "tokenizers");

    /// <summary>Why a test that needs a file of the data is skipped; null where the file is there.</summary>
    internal static string? Missing(string path) => Path.Combine(Data, path) is var full && Path.Exists(full)
        ? null : $"{full} is not there (set LRPGEN_DATA, or -p:LrpDataRoot=...)";

    private static string Metadata(string key) => typeof(TestData).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == key).Value!;
}

/// <summary>A test that needs a file outside of the repository, and says so where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(string path)
    {
        Skip = TestData.Missing(path);
    }
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DataTheoryAttribute : TheoryAttribute
{
    public DataTheoryAttribute(string path)
    {
        Skip = TestData.Missing(path);
    }
}
