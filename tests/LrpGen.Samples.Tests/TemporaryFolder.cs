namespace LrpGen.Samples.Tests;

/// <summary>A folder that is gone when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    /// <summary>Path of a file in the folder.</summary>
    public string this[string name] => Path.Combine(folder.FullName, name);

    /// <summary>Path of the folder.</summary>
    public string Name => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);
}
