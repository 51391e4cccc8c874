using System.Globalization;

namespace LrpGen.Benchmarks.Measuring;

/// <summary>How long the threads of this process waited for a processor: more than nothing means that others compute, too.</summary>
internal static class RunQueue
{
    private const string Tasks = "/proc/self/task";

    /// <summary>Waiting time of all threads since they began, in milliseconds; 0 where the system does not tell.</summary>
    public static double Milliseconds()
    {
        if (!Directory.Exists(Tasks))
        {
            return 0;
        }

        double sum = 0;
        foreach (string task in Directory.GetDirectories(Tasks))
        {
            try
            {
                // Nanoseconds on a processor, nanoseconds waiting for one, number of turns.
                string[] fields = File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ');
                sum += double.Parse(fields[1], CultureInfo.InvariantCulture) / 1e6;
            }
            catch (IOException)
            {
                // The thread ended in between.
            }
        }

        return sum;
    }
}
