using System.Text;

namespace LrpGen.Benchmarks.Reports;

/// <summary>Prints tables as they come and can write all of them to a file.</summary>
/// <param name="command">The command line that makes these figures.</param>
internal sealed class Report(string command)
{
    private readonly StringBuilder text = new();

    /// <summary>Begins with the machine and the command.</summary>
    public void Begin()
    {
        Append("# Measurements\n");
        foreach (string line in Machine.Describe())
        {
            Append($"* {line}");
        }

        Append($"* Command: `{command}`\n");
    }

    /// <summary>Adds a table.</summary>
    public void Add(Table table) => Append(table.ToMarkdown());

    /// <summary>Says what is going on, on the screen only.</summary>
    public static void Progress(string message) => Console.Error.WriteLine(message);

    /// <summary>Writes what was printed.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.ToString().TrimEnd('\n') + "\n");
        Progress($"written to {path}");
    }

    private void Append(string part)
    {
        text.Append(part).Append('\n');
        Console.WriteLine(part);
    }
}
