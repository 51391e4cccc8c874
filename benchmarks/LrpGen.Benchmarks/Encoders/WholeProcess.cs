using System.Diagnostics;
using System.Globalization;
using LrpGen.Benchmarks.Models;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Benchmarks.Encoders;

/// <summary>One run in a process of its own: what a program pays that explains one text and ends.</summary>
internal static class WholeProcess
{
    /// <summary>Loads, runs once and prints the time of loading and since the process began, the time of a second run, and the peak of its memory.</summary>
    /// <param name="what"><c>forward</c>, <c>attnlrp</c> or <c>cplrp</c>.</param>
    /// <param name="model">Folder with the weights, or the file of packed ones.</param>
    /// <param name="storage">How dense weights are stored, or null for F32, or what packed ones were packed as.</param>
    /// <param name="tokens">Length of the sequence.</param>
    /// <param name="threads">Threads.</param>
    /// <exception cref="ArgumentException">There is no such run.</exception>
    public static void Run(string what, string model, WeightType? storage, int tokens, int threads)
    {
        long start = Stopwatch.GetTimestamp();
        using XlmrBase compiled = XlmrBase.Load(model, new TextClassifierOptions { Threads = threads, WeightStorage = storage, TokenIdsOnly = true });
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"load {Stopwatch.GetElapsedTime(start).TotalMilliseconds,5:F1} ms, "));
        using EncoderRun run = new(compiled, 1, tokens, threads);
        Print(what, what == "forward" ? run.Forward : () => run.Explain(what));
    }

    /// <summary>Runs once and prints what <see cref="Run"/> does but for the loading.</summary>
    public static void Print(string what, Action run)
    {
        run();
        TimeSpan first = DateTime.Now - Process.GetCurrentProcess().StartTime;
        long start = Stopwatch.GetTimestamp();
        run();
        TimeSpan second = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-8} first result {first.TotalMilliseconds,6:F0} ms after start, second run {second.TotalMilliseconds,5:F0} ms, peak memory {Status("VmHWM"),4} MB (now {Status("RssAnon")} MB own, {Status("RssFile")} MB mapped files)"));
    }

    // Megabytes of a line of the process status (proc(5)); 0 on another system.
    private static long Status(string key)
    {
        const string File = "/proc/self/status";
        string? line = System.IO.File.Exists(File) ? System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith(key + ":", StringComparison.Ordinal)) : null;
        return line is null ? 0 : long.Parse(line.AsSpan(key.Length + 1, line.Length - key.Length - 1 - " kB".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) >> 10;
    }
}
