namespace LrpGen.Runtime;

/// <summary>
/// Sessions that wait for their next call. The one that was used last goes first, because its memory is still in the caches.
/// </summary>
/// <remarks>
/// Bounded, so that neither many calls at once nor one large call hold memory for ever: of the sessions that come back, as
/// many are kept as there are processors, as much memory as <see cref="MaxIdleBytes"/> and <see cref="CallLimits.Memory"/>
/// allow, and each for <see cref="CallLimits.IdleTime"/>. One timer frees them, and runs only while a session waits.
/// </remarks>
/// <param name="owner">The model, for messages.</param>
/// <param name="create">Makes a session.</param>
/// <param name="bytesOf">Memory that a session holds.</param>
/// <param name="limits">How long a session is kept.</param>
/// <param name="queue">Where calls wait for their turn.</param>
internal sealed class SessionPool<TSession>(object owner, Func<TSession> create, Func<TSession, long> bytesOf, CallLimits limits, CallQueue queue) : IDisposable
    where TSession : IDisposable
{
    /// <summary>Enough for a batch of long texts on a base-sized model; what needs more computes for seconds, and a few percent longer.</summary>
    public const long MaxIdleBytes = 1L << 30;

    private readonly int maxIdle = Environment.ProcessorCount;
    private readonly long maxIdleBytes = Math.Min(MaxIdleBytes, limits.MostBytes);

    // The one that was used last stands at the end.
    private readonly List<(TSession Session, long Since)> idle = [];
    private readonly TimeProvider clock = limits.TimeProvider;
    private ITimer? timer;
    private bool timerRuns;
    private long idleBytes;
    private int lent;
    private bool disposed;

    /// <summary>Whether the pool, and so its model, was disposed of.</summary>
    public bool IsDisposed => Volatile.Read(ref disposed);

    /// <summary>Number of sessions that wait.</summary>
    public int Idle
    {
        get
        {
            lock (idle)
            {
                return idle.Count;
            }
        }
    }

    /// <summary>Waits for the turn of a call, and lends it a session.</summary>
    /// <param name="bytes">Memory that the call takes.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled before its turn came.</exception>
    public Lease Borrow(long bytes, CancellationToken cancellation) => Lend(queue.Enter(bytes, cancellation));

    /// <summary>Waits for the turn of a call without a thread, and lends it a session.</summary>
    /// <inheritdoc cref="Borrow"/>
    public async ValueTask<Lease> BorrowAsync(long bytes, CancellationToken cancellation) => Lend(await queue.EnterAsync(bytes, cancellation).ConfigureAwait(false));

    /// <summary>Waits for the calls under way, and frees the memory of all sessions. No call can begin any more.</summary>
    public void Dispose()
    {
        lock (idle)
        {
            Volatile.Write(ref disposed, true);
            while (lent > 0)
            {
                Monitor.Wait(idle);
            }

            // Within the lock: another thread may dispose of the pool as well.
            timer?.Dispose();
            FreeOldest(idle.Count);
        }
    }

    private Lease Lend(CallQueue.Turn turn)
    {
        try
        {
            return new Lease(this, Take(), turn);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private TSession Take()
    {
        lock (idle)
        {
            ObjectDisposedException.ThrowIf(disposed, owner);
            lent++;
            if (idle.Count > 0)
            {
                TSession session = idle[^1].Session;
                idle.RemoveAt(idle.Count - 1);
                idleBytes -= bytesOf(session);
                return session;
            }
        }

        try
        {
            return create();
        }
        catch
        {
            Returned(default);
            throw;
        }
    }

    private void Returned(TSession? session)
    {
        lock (idle)
        {
            lent--;
            Monitor.PulseAll(idle);
            if (session is null)
            {
                return;
            }

            if (!disposed && idle.Count < maxIdle && bytesOf(session) <= maxIdleBytes - idleBytes)
            {
                idleBytes += bytesOf(session);
                idle.Add((session, clock.GetTimestamp()));
                RunTimer();
                return;
            }
        }

        session.Dispose();
    }

    private void RunTimer()
    {
        if (!timerRuns && limits.IdleTime != Timeout.InfiniteTimeSpan)
        {
            timerRuns = true;
            timer ??= clock.CreateTimer(static pool => ((SessionPool<TSession>)pool!).FreeUnused(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            timer.Change(limits.IdleTime, Timeout.InfiniteTimeSpan);
        }
    }

    // Frees what waited long enough, and looks again when the next one has.
    private void FreeUnused()
    {
        lock (idle)
        {
            if (disposed)
            {
                return;
            }

            // One look at the clock: freeing takes time, in which the next one may come due.
            long now = clock.GetTimestamp();
            int young = idle.FindIndex(entry => clock.GetElapsedTime(entry.Since, now) < limits.IdleTime);
            FreeOldest(young < 0 ? idle.Count : young);
            timerRuns = idle.Count > 0;
            if (timerRuns)
            {
                timer!.Change(limits.IdleTime - clock.GetElapsedTime(idle[0].Since, now), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void FreeOldest(int count)
    {
        for (int i = 0; i < count; i++)
        {
            idleBytes -= bytesOf(idle[i].Session);
            idle[i].Session.Dispose();
        }

        idle.RemoveRange(0, count);
    }

    /// <summary>A session that belongs to one call until it is disposed of.</summary>
    public readonly struct Lease(SessionPool<TSession> pool, TSession session, CallQueue.Turn turn) : IDisposable
    {
        /// <summary>The session.</summary>
        public TSession Session => session;

        /// <summary>Gives the session back, and lets the next call begin.</summary>
        public void Dispose()
        {
            try
            {
                pool.Returned(session);
            }
            finally
            {
                turn.Dispose();
            }
        }
    }
}
