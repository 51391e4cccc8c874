namespace LrpGen.Runtime;

/// <summary>How many inputs are explained at a time. Results depend on none of this.</summary>
public sealed record ExplainManyOptions
{
    // Four batches of short texts a thread: one at work, the others so that no thread waits for the reader of results.
    private const int BufferedPerThread = 64;

    /// <summary>One thread a processor, batches that are fastest.</summary>
    public static ExplainManyOptions Default { get; } = new();

    /// <summary>Batches explained at the same time, each on one thread with its own memory; by default one a processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Size of a batch, about: tokens of all its texts together, or inputs where they are arrays. Whatever is larger goes
    /// alone. <see langword="null"/> for what is fastest.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>
    /// Inputs, at most, that were taken from the source and whose results were not taken yet; no more is read until somebody
    /// takes results. <see langword="null"/> for 64 a thread.
    /// </summary>
    public int? MaxBuffered { get; init; }

    /// <summary>Hears, when results are taken, how many inputs are done; called by whoever takes the results.</summary>
    public IProgress<ExplainManyProgress>? Progress { get; init; }

    /// <summary>
    /// Hears of inputs that cannot be computed, in their place among the results; called by whoever takes the results, who gets those of
    /// all others. <see langword="null"/> to end the enumeration with the first one.
    /// </summary>
    public Action<ExplainManyException>? Failed { get; init; }

    internal int Buffered => MaxBuffered ?? checked(Threads * BufferedPerThread);

    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    internal ExplainManyOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize ?? 1, 1, nameof(BatchSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBuffered ?? 1, 1, nameof(MaxBuffered));
        return this;
    }
}

/// <summary>How far many inputs have come.</summary>
/// <param name="Done">Inputs that are done, whether or not their results were taken.</param>
/// <param name="Total">Inputs in all, once that is known: from the start for a collection, else when the source has ended.</param>
public readonly record struct ExplainManyProgress(long Done, long? Total);
