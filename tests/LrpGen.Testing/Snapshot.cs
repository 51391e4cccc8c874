using System.Runtime.CompilerServices;
using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace LrpGen.Testing;

/// <summary>
/// Compares a text with the one recorded beside the test's source, <c>Class.Method#hint.verified.ext</c>.
/// </summary>
/// <remarks>
/// File names follow Verify's conventions, so that Verify can take over without renaming a file. A mismatch writes
/// <c>….received.ext</c> (ignored by git) and throws with a diff. Recording is a deliberate act:
/// <c>LRPGEN_RECORD_SNAPSHOTS=1 dotnet test</c>, and never where <c>CI=true</c>.
/// </remarks>
public static class Snapshot
{
    /// <summary>Set to 1 to write snapshots instead of comparing them.</summary>
    public const string RecordVariable = "LRPGEN_RECORD_SNAPSHOTS";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static bool Recording =>
        Environment.GetEnvironmentVariable(RecordVariable) == "1"
        && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Compares <paramref name="content"/> with the recorded text; line ends count as <c>\n</c>.</summary>
    /// <param name="content">What the test produced. Must be valid UTF-16: a lone surrogate has no place in a file.</param>
    /// <param name="extension">The file's extension without the dot.</param>
    /// <param name="hint">Tells several snapshots of one test apart.</param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <param name="method">Filled in by the compiler.</param>
    /// <exception cref="SnapshotException">There is no recorded text, or it differs.</exception>
    public static void Verify(
        string content,
        string extension = "txt",
        string? hint = null,
        [CallerFilePath] string sourceFile = "",
        [CallerMemberName] string method = "")
    {
        ArgumentNullException.ThrowIfNull(content);
        string stem = Path.Combine(
            Path.GetDirectoryName(Locate(sourceFile))!,
            $"{Path.GetFileNameWithoutExtension(sourceFile)}.{method}{(hint is null ? "" : "#" + hint)}");
        Verify(content, $"{stem}.verified.{extension}", $"{stem}.received.{extension}");
    }

    /// <summary>Compares <paramref name="content"/> with a file that tests write and people read: a page of the documentation, a schema.</summary>
    /// <param name="content">What the test produced.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="SnapshotException">There is no such file, or it differs.</exception>
    public static void VerifyFile(string content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Verify(content, path, Path.ChangeExtension(path, "received" + Path.GetExtension(path)));
    }

    private static void Verify(string content, string verified, string received)
    {
        string actual = Normalise(content);

        if (Recording)
        {
            File.WriteAllText(verified, actual, Utf8);
            File.Delete(received);
            return;
        }

        string? expected = File.Exists(verified) ? Normalise(File.ReadAllText(verified, Utf8)) : null;
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual, Utf8);
        string what = expected is null
            ? $"There is no snapshot {Path.GetFileName(verified)}."
            : $"{Path.GetFileName(verified)} differs (- recorded, + received):\n{Diff(expected, actual)}";
        throw new SnapshotException($"{what}\nReceived: {received}\nTo accept: {RecordVariable}=1 dotnet test");
    }

    private static string Normalise(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>Changed lines with two lines around them; the rest is left out.</summary>
    private static string Diff(string expected, string actual)
    {
        const int context = 2, longest = 80;
        List<DiffPiece> lines = InlineDiffBuilder.Diff(expected, actual, ignoreWhiteSpace: false).Lines;
        var text = new StringBuilder();
        int shown = 0, last = -1;
        for (int i = 0; i < lines.Count && shown < longest; i++)
        {
            int from = Math.Max(0, i - context), to = Math.Min(lines.Count, i + context + 1);
            if (lines[from..to].All(line => line.Type == ChangeType.Unchanged)) continue;
            if (i > last + 1) text.Append("    …\n");
            char mark = lines[i].Type switch { ChangeType.Deleted => '-', ChangeType.Inserted => '+', _ => ' ' };
            text.Append(mark).Append(' ').Append(lines[i].Text).Append('\n');
            (last, shown) = (i, shown + 1);
        }

        return shown == longest ? text.Append("    … and more\n").ToString() : text.ToString();
    }

    /// <summary>A deterministic build writes <c>/_/tests/…</c>: look for the path from the output folder upwards.</summary>
    private static string Locate(string sourceFile)
    {
        if (File.Exists(sourceFile)) return sourceFile;
        string relative = sourceFile.Replace('\\', '/').Replace("/_/", "", StringComparison.Ordinal);
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, relative);
            if (File.Exists(candidate)) return candidate;
        }

        throw new SnapshotException($"The test's source {sourceFile} is not here, so its snapshots cannot be found.");
    }
}
