using LrpGen.Testing;

namespace LrpGen.Explanations.Tests;

public class SnapshotTests
{
    [Fact]
    public void A_missing_snapshot_fails() => InFolder(source =>
    {
        var exception = Assert.Throws<SnapshotException>(() => Snapshot.Verify("a\n", "txt", null, source, "Test"));
        Assert.Contains("There is no snapshot Case.Test.verified.txt", exception.Message, StringComparison.Ordinal);
        Assert.Equal("a\n", File.ReadAllText(Path.ChangeExtension(source, null) + ".Test.received.txt"));
    });

    [Fact]
    public void A_difference_is_shown_line_by_line() => InFolder(source =>
    {
        File.WriteAllText(Path.ChangeExtension(source, null) + ".Test#hint.verified.txt", "one\r\ntwo\r\nthree\r\n");
        Snapshot.Verify("one\ntwo\nthree\n", "txt", "hint", source, "Test");
        var exception = Assert.Throws<SnapshotException>(() => Snapshot.Verify("one\n2\nthree\n", "txt", "hint", source, "Test"));
        Assert.Contains("  one\n- two\n+ 2\n  three\n", exception.Message, StringComparison.Ordinal);
    });

    private static void InFolder(Action<string> test)
    {
        // Recording would write instead of comparing.
        if (Environment.GetEnvironmentVariable(Snapshot.RecordVariable) == "1") return;
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string source = Path.Combine(folder.FullName, "Case.cs");
            File.WriteAllText(source, "");
            test(source);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
