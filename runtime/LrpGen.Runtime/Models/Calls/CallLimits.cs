namespace LrpGen.Runtime;

/// <summary>What the calls of a model may take at the same time, and how long its memory is kept when there are none.</summary>
/// <remarks>
/// A call that finds no room waits; calls begin in the order in which they came. Sessions that a caller created are the caller's own, and
/// are not counted.
/// </remarks>
public sealed record CallLimits
{
    /// <summary>One call for each processor, in half of the process's memory; idle memory is freed after a minute.</summary>
    public static CallLimits Default { get; } = new();

    /// <summary>
    /// Most calls that compute at the same time. <see langword="null"/> is as many as the processors can run: more finish no sooner and
    /// take more memory.
    /// </summary>
    public int? ConcurrentCalls { get; init; }

    /// <summary>
    /// Most bytes that the workspaces of all calls take together, and most that are kept idle beside them; <see langword="null"/> is half of
    /// what the process may have. A call that needs more than this on its own runs alone, and what it took is not kept.
    /// </summary>
    public long? Memory { get; init; }

    /// <summary>
    /// How long a workspace is kept after its last call, 49 days at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever. The next call after
    /// that allocates a new one.
    /// </summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock of <see cref="IdleTime"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal long MostBytes => Memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    internal int MostCalls(int threads) => ConcurrentCalls ?? (Environment.ProcessorCount + threads - 1) / threads;

    /// <exception cref="ArgumentOutOfRangeException">A number is not positive, or a time too long.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ConcurrentCalls ?? 1, 1, nameof(ConcurrentCalls));
        ArgumentOutOfRangeException.ThrowIfLessThan(Memory ?? 1, 1, nameof(Memory));
        if (IdleTime != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(IdleTime, TimeSpan.FromMilliseconds(1), nameof(IdleTime));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(IdleTime, TimeSpan.FromDays(49), nameof(IdleTime));
        }

        ArgumentNullException.ThrowIfNull(TimeProvider, nameof(TimeProvider));
    }
}
