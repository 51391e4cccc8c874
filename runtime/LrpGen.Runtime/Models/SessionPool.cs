namespace LrpGen.Runtime;

/// <summary>
/// Sessions that wait for their next call. The one that was used last goes first, because its memory is still in the caches.
/// </summary>
/// <remarks>
/// Bounded, so that neither many calls at once nor one large call hold memory for ever: of the sessions that come back, as
/// many are kept as there are processors, and as much memory as <see cref="MaxIdleBytes"/>.
/// </remarks>
/// <param name="owner">The model, for messages.</param>
/// <param name="create">Makes a session.</param>
/// <param name="bytesOf">Memory that a session holds.</param>
internal sealed class SessionPool<TSession>(object owner, Func<TSession> create, Func<TSession, long> bytesOf) : IDisposable
    where TSession : IDisposable
{
    /// <summary>Enough for a batch of long texts on a base-sized model; what needs more computes for seconds, and a few percent longer.</summary>
    public const long MaxIdleBytes = 1L << 30;

    private readonly int maxIdle = Environment.ProcessorCount;
    private readonly Stack<TSession> idle = [];
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

    /// <summary>A session for one call.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public Lease Borrow()
    {
        lock (idle)
        {
            ObjectDisposedException.ThrowIf(disposed, owner);
            lent++;
            if (idle.TryPop(out TSession? session))
            {
                idleBytes -= bytesOf(session);
                return new Lease(this, session);
            }
        }

        try
        {
            return new Lease(this, create());
        }
        catch
        {
            Returned(default);
            throw;
        }
    }

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
            while (idle.TryPop(out TSession? session))
            {
                idleBytes -= bytesOf(session);
                session.Dispose();
            }
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

            if (!disposed && idle.Count < maxIdle && bytesOf(session) <= MaxIdleBytes - idleBytes)
            {
                idleBytes += bytesOf(session);
                idle.Push(session);
                return;
            }
        }

        session.Dispose();
    }

    /// <summary>A session that belongs to one call until it is disposed of.</summary>
    public readonly struct Lease(SessionPool<TSession> pool, TSession session) : IDisposable
    {
        /// <summary>The session.</summary>
        public TSession Session => session;

        /// <summary>Gives the session back.</summary>
        public void Dispose() => pool.Returned(session);
    }
}
