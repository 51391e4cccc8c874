using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace LrpGen.Runtime;

/// <summary>
/// Persistent threads that share the items of one job at a time with the calling thread.
/// </summary>
/// <remarks>
/// Items are taken in chunks from a ticket that holds the job's number and its next item: a share of what is left, so that
/// a thread goes on where its caches are warm, and the chunks become small towards the end. The caller takes chunks too, and
/// waits for chunks, not for threads: a thread that wakes late finds nothing to do and delays nobody. Idle threads spin
/// for a little while, because the next layer comes soon, and then park.
/// </remarks>
internal sealed unsafe class ForkJoin : IDisposable
{
    private const int SpinsBeforeParking = 4000;
    private const int SpinsBeforeYielding = 2000;

    /// <summary>Chunks a thread that what is left would make.</summary>
    private const int ChunksLeft = 4;

    private readonly Thread[] _threads;
    private readonly Scratch[] _scratch;
    private readonly SemaphoreSlim _wake = new(0);

    // Two slots: a late thread may still look at the job before the current one.
    private readonly Slot[] _slots = new Slot[2];

    private Counters _counters;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _stopped;

    public ForkJoin(int threads)
    {
        _scratch = new Scratch[threads];
        for (int i = 0; i < threads; i++)
        {
            _scratch[i] = new Scratch();
        }

        _threads = new Thread[threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            Scratch scratch = _scratch[i + 1];
            _threads[i] = new Thread(() => Loop(scratch)) { IsBackground = true, Name = $"LrpGen worker {i + 1}" };
            _threads[i].Start();
        }
    }

    /// <summary>Runs items 0 to <paramref name="count"/> of a job, at least <paramref name="chunk"/> at a time, and returns when all are done.</summary>
    public void Run(delegate*<void*, int, int, Scratch, void> execute, void* job, int count, int chunk)
    {
        if (_threads.Length == 0 || count <= chunk)
        {
            execute(job, 0, count, _scratch[0]);
            return;
        }

        _counters.Done = 0;
        int epoch = unchecked((int)(_counters.Ticket >> 32) + 1);
        _slots[epoch & 1] = new Slot { Execute = execute, Job = job, Count = count, Chunk = chunk };
        Interlocked.Exchange(ref _counters.Ticket, (long)epoch << 32);
        if (Volatile.Read(ref _counters.Parked) > 0 && Interlocked.Exchange(ref _counters.Parked, 0) is > 0 and int parked)
        {
            _wake.Release(parked);
        }

        while (TakeChunk(Volatile.Read(ref _counters.Ticket), _scratch[0]))
        {
        }

        for (int spins = 0; Volatile.Read(ref _counters.Done) != count; spins++)
        {
            if (spins < SpinsBeforeYielding)
            {
                Thread.SpinWait(1);
            }
            else
            {
                Thread.Yield();
            }
        }

        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            failure.Throw();
        }
    }

    /// <summary>Tells the threads to end. Does not wait: the finaliser may call it.</summary>
    public void Stop()
    {
        if (!_stopped)
        {
            _stopped = true;
            _wake.Release(_scratch.Length);
        }
    }

    /// <summary>Ends the threads, waits for them, and frees their scratch memory.</summary>
    public void Dispose()
    {
        Stop();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        foreach (Scratch scratch in _scratch)
        {
            scratch.Dispose();
        }

        _wake.Dispose();
    }

    /// <summary>Does the next chunk of the job that the ticket names; false if there is none left.</summary>
    private bool TakeChunk(long ticket, Scratch scratch)
    {
        Slot slot = _slots[(int)(ticket >> 32) & 1];
        int start = (int)ticket;
        if (start >= slot.Count)
        {
            return false;
        }

        // If the slot was overwritten while it was read, the ticket has moved on as well, and this fails.
        int chunk = Math.Max(slot.Chunk, (slot.Count - start) / (ChunksLeft * _scratch.Length));
        int end = (int)Math.Min(slot.Count, (long)start + chunk);
        if (Interlocked.CompareExchange(ref _counters.Ticket, ticket + (end - start), ticket) != ticket)
        {
            return true;
        }

        try
        {
            slot.Execute(slot.Job, start, end, scratch);
        }
#pragma warning disable CA1031 // Not swallowed: the caller throws it again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
        }

        Interlocked.Add(ref _counters.Done, end - start);
        return true;
    }

    private void Loop(Scratch scratch)
    {
        int spins = 0;
        while (!_stopped)
        {
            long ticket = Volatile.Read(ref _counters.Ticket);
            if (TakeChunk(ticket, scratch))
            {
                spins = 0;
                continue;
            }

            if (++spins < SpinsBeforeParking)
            {
                Thread.SpinWait(1);
                continue;
            }

            Park(ticket);
            spins = 0;
        }
    }

    /// <summary>Sleeps until the next job, unless it has come already.</summary>
    private void Park(long seen)
    {
        Interlocked.Increment(ref _counters.Parked);
        if (Volatile.Read(ref _counters.Ticket) >> 32 != seen >> 32)
        {
            // A job came in between. Take the registration back; if the caller has counted it already, its release is ours.
            int parked;
            do
            {
                parked = Volatile.Read(ref _counters.Parked);
            }
            while (parked > 0 && Interlocked.CompareExchange(ref _counters.Parked, parked - 1, parked) != parked);
            if (parked > 0)
            {
                return;
            }
        }

        _wake.Wait();
    }

    private struct Slot
    {
        public delegate*<void*, int, int, Scratch, void> Execute;
        public void* Job;
        public int Count;
        public int Chunk;
    }

    /// <summary>Each counter has cache lines of its own (two: they are fetched in pairs).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 512)]
    private struct Counters
    {
        /// <summary>Number of the job (high half) and its next item (low half).</summary>
        [FieldOffset(128)]
        public long Ticket;

        [FieldOffset(256)]
        public int Done;

        [FieldOffset(384)]
        public int Parked;
    }
}
