using System.Globalization;

namespace LrpGen.Benchmarks.Measuring;

/// <summary>How long threads of this process waited for a processor: more than nothing means that others compute, too.</summary>
internal static class RunQueue
{
    private const string Tasks = "/proc/self/task";
    private const string CallingThread = "/proc/thread-self";

    /// <summary>Waiting time of all threads since they began, in milliseconds; 0 where the system does not tell.</summary>
    public static double AllThreads() => Directory.Exists(Tasks) ? Directory.GetDirectories(Tasks).Sum(Waiting) : 0;

    /// <summary>Waiting time of the calling thread since it began, in milliseconds; 0 where the system does not tell.</summary>
    public static double ThisThread() => Waiting(CallingThread);

    private static double Waiting(string task)
    {
        try
        {
            // Nanoseconds on a processor, nanoseconds waiting for one, number of turns.
            string[] fields = File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ');
            return double.Parse(fields[1], CultureInfo.InvariantCulture) / 1e6;
        }
        catch (IOException)
        {
            // Another system, or a thread that ended in between.
            return 0;
        }
    }
}
