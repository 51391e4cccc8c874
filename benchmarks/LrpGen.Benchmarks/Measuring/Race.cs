using System.Collections.Immutable;
using System.Diagnostics;

namespace LrpGen.Benchmarks.Measuring;

/// <summary>
/// Times candidates against each other on a machine that is not quiet: in turn, in rounds, so that what disturbs one of
/// them disturbs all. Only the ratios within one race mean something.
/// </summary>
/// <param name="Threads">
/// Threads of a candidate. With one, the time in which it waited for a processor is known and is subtracted.
/// </param>
/// <param name="Rounds">Rounds wanted.</param>
/// <param name="RoundMilliseconds">Time that a candidate runs in a round, at least once.</param>
/// <param name="BudgetMilliseconds">Time of all rounds together; long runs get fewer rounds, but three at least.</param>
internal sealed record Race(int Threads, int Rounds, double RoundMilliseconds = 60, double BudgetMilliseconds = 60_000)
{
    // Thread pools spin for some milliseconds after their last job, on a core that the next candidate wants.
    private const int ParkMilliseconds = 15;

    // A round in which threads waited for a processor for a larger share of the time is run again.
    private const double TolerableDelay = 0.03;
    private const int Attempts = 3;

    // Longer ones are not: the wait would be in every attempt.
    private const double LongestRepeatedMilliseconds = 1000;

    /// <summary>Runs the candidates in turn; the timings are in their order.</summary>
    public ImmutableArray<Timing> Run(params ImmutableArray<Candidate> candidates)
    {
        (int Count, double Milliseconds)[] repeats = [.. candidates.Select(Repeats)];
        double round = repeats.Sum(r => r.Count * r.Milliseconds);
        int rounds = (int)Math.Clamp(BudgetMilliseconds / round, Math.Min(3, Rounds), Rounds);
        var samples = candidates.Select(_ => ImmutableArray.CreateBuilder<Sample>()).ToArray();
        for (int r = 0; r < rounds; r++)
        {
            for (int i = 0; i < candidates.Length; i++)
            {
                samples[i].Add(LeastDisturbed(candidates[i], repeats[i].Count));
            }
        }

        return [.. candidates.Select((c, i) => new Timing(c.Name, samples[i].ToImmutable()))];
    }

    // How often a candidate runs in a round, and how long a run takes. The first runs compile: methods reach the last
    // tier after thirty calls, and long runs make them within one.
    private (int Count, double Milliseconds) Repeats(Candidate candidate)
    {
        double fastest = double.MaxValue;
        double total = 0;
        for (int run = 0; run < 40 && (run == 0 || total < 5 * RoundMilliseconds); run++)
        {
            double milliseconds = Time(candidate, 1);
            fastest = Math.Min(fastest, milliseconds);
            total += milliseconds;
        }

        return ((int)Math.Clamp(RoundMilliseconds / fastest, 1, 1_000_000), fastest);
    }

    private Sample LeastDisturbed(Candidate candidate, int repeats)
    {
        Sample best = Once(candidate, repeats);
        for (int attempt = 1; attempt < Attempts && best.Delay > TolerableDelay && best.Milliseconds * repeats < LongestRepeatedMilliseconds; attempt++)
        {
            Sample again = Once(candidate, repeats);
            best = again.Delay < best.Delay ? again : best;
        }

        return best;
    }

    private Sample Once(Candidate candidate, int repeats)
    {
        Thread.Sleep(ParkMilliseconds);

        // Wakes the candidate's own threads and brings its data back into the caches. A run that is timed alone is
        // long enough not to care.
        if (repeats > 1)
        {
            candidate.Run();
        }

        double before = Waiting();
        double milliseconds = Time(candidate, repeats);
        double waiting = Waiting() - before;
        double counted = Threads == 1 ? milliseconds - waiting : milliseconds;
        return new Sample(counted / repeats, waiting / milliseconds);
    }

    private double Waiting() => Threads == 1 ? RunQueue.ThisThread() : RunQueue.AllThreads();

    private static double Time(Candidate candidate, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            candidate.Run();
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
