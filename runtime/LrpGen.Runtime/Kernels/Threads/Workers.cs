using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>
/// The threads that a call computes on, the vector width they use, and their scratch memory.
/// </summary>
/// <remarks>
/// Results do not depend on the number of threads. One object serves one call at a time: give every thread that explains
/// texts its own. With one thread (the default of throughput over many texts) the calling thread does everything.
/// </remarks>
public sealed unsafe class Workers : IDisposable
{
    private readonly ForkJoin _team;
    private readonly Scratch _common = new();
    private readonly Exclusive _use = new(nameof(Workers), "These workers are in the middle of another call. Give every thread its own Workers.");
    private CancellationToken _cancellation;
    private bool _running;

    /// <summary>Starts <paramref name="threads"/> − 1 threads; the caller is the last one.</summary>
    /// <param name="threads">Number of threads, the caller's included.</param>
    /// <param name="width">Vector width; <see cref="Vectors.Default"/> if not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine lacks this width.</exception>
    public Workers(int threads, VectorWidth? width = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Width = width is { } asked ? Vectors.Require(asked, nameof(width)) : Vectors.Default;
        Count = threads;
        _team = new ForkJoin(threads);
    }

    /// <summary>Ends the threads of an object that nobody disposed of. (They hold the team alive, not this object.)</summary>
    ~Workers() => _team?.Stop();

    /// <summary>Number of threads, the caller's included.</summary>
    public int Count { get; }

    /// <summary>The vector width of all kernels that run on these workers.</summary>
    public VectorWidth Width { get; }

    /// <summary>Waits for the call under way, ends the threads and frees the scratch memory.</summary>
    /// <exception cref="InvalidOperationException">It is called by a job of these workers.</exception>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _use.End(() =>
        {
            _team.Dispose();
            _common.Dispose();
        });
    }

    /// <summary>
    /// Takes the workers for a call, and a kernel takes them for its part of it: the memory of <see cref="Common"/> and the jobs that
    /// fill it are then those of one thread.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another call runs on these workers.</exception>
    /// <exception cref="ObjectDisposedException">The workers were disposed of.</exception>
    internal Turn Begin()
    {
        _use.Enter();
        return new Turn(this);
    }

    /// <summary><see cref="Begin"/> for a call that can be cancelled, between its jobs.</summary>
    internal void Enter(CancellationToken cancellation)
    {
        _use.Enter();
        _cancellation = cancellation;
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    internal void Exit()
    {
        _cancellation = default;
        _use.Exit();
    }

    /// <summary>Memory of the call, shared by all workers: the last request wins.</summary>
    /// <exception cref="InvalidOperationException">This thread has not taken the workers: another call could use the memory as well.</exception>
    internal float* Common(long floats) => _use.IsMine
        ? _common.Floats(floats)
        : throw new InvalidOperationException("The workers' memory is only for the thread that has taken them.");

    /// <summary>Does the items 0 to <paramref name="count"/> of a job, at least <paramref name="chunk"/> at a time.</summary>
    /// <exception cref="InvalidOperationException">Another call runs on these workers.</exception>
    /// <exception cref="ObjectDisposedException">The workers were disposed of.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled; nothing of the job was done.</exception>
    internal void Run<TJob>(ref TJob job, int count, int chunk)
        where TJob : struct, IJob
    {
        using Turn turn = Begin();
        _cancellation.ThrowIfCancellationRequested();
        if (_running)
        {
            throw new InvalidOperationException("A job of these workers starts another one on them.");
        }

        _running = true;
        try
        {
            // The job lies on the caller's stack until all chunks are done.
            if (count > 0)
            {
                _team.Run(Compiled<TJob>(), Unsafe.AsPointer(ref job), count, Math.Max(1, chunk));
            }
        }
        finally
        {
            _running = false;
        }
    }

    /// <summary>The workers, taken until it is disposed of.</summary>
    internal readonly ref struct Turn(Workers workers) : IDisposable
    {
        /// <summary>Gives the workers back.</summary>
        public void Dispose() => workers._use.Exit();
    }

    /// <summary>A chunk of rows that is worth a fork: about 16 thousand floats.</summary>
    internal static int RowChunk(int columns) => Math.Max(1, 16384 / Math.Max(1, columns));

    private delegate*<void*, int, int, Scratch, void> Compiled<TJob>()
        where TJob : struct, IJob
    {
        if (Vectors.Has512 && (Vectors.HasWidestOnly || Width == VectorWidth.Bits512))
        {
            return &Execute<TJob, Lanes512>;
        }

        if (Vectors.Has256 && (Vectors.HasWidestOnly || Width == VectorWidth.Bits256))
        {
            return &Execute<TJob, Lanes256>;
        }

        return &Execute<TJob, Lanes128>;
    }

    private static void Execute<TJob, TLanes>(void* job, int start, int end, Scratch scratch)
        where TJob : struct, IJob
        where TLanes : unmanaged, ILanes<TLanes> =>
        Unsafe.AsRef<TJob>(job).Execute<TLanes>(start, end, scratch);
}
