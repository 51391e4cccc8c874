using LrpGen.Images;
using LrpGen.Text.Images.Tests;

namespace LrpGen.Documentation.Tests;

/// <summary>The folder that a reader's program runs in, as current folder, with the files that the pages name.</summary>
/// <remarks>The current folder is the process's: tests that use one are in one class, and so run one after the other.</remarks>
internal sealed class ReaderFolder : IDisposable
{
    private readonly string before = Directory.GetCurrentDirectory();
    private readonly string folder = Directory.CreateTempSubdirectory("lrpgen-documentation-").FullName;

    public ReaderFolder()
    {
        ModelFiles.CopyTo(folder);
        File.Copy(Repository.PathOf("models", "digits-cnn", "samples", "3a.png"), Path.Combine(folder, "3.png"));
        File.WriteAllBytes(Path.Combine(folder, "photo.png"), RasterImage.FromPixels(40, 30, Enumerable.Range(0, 3600).Select(i => (byte)(i % 251)).ToArray()).ToPng());
        File.WriteAllLines(Path.Combine(folder, "texts.txt"), ["What a lovely morning.", "You are a worthless idiot."]);
        File.WriteAllText(Path.Combine(folder, "explanations.jsonl"), "");
        File.Copy(TestFont.Latin, Path.Combine(folder, "font.ttf"));
        Directory.SetCurrentDirectory(folder);
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(before);
        Directory.Delete(folder, recursive: true);
    }
}
