namespace LrpGen.Runtime;

/// <summary>Counts who uses something that is freed once it was closed and the last of them has gone.</summary>
/// <param name="name">What it is, for <see cref="ObjectDisposedException"/>.</param>
/// <remarks>One interlocked operation to enter and one to leave; only the end takes a lock.</remarks>
internal sealed class Lifetime(string name)
{
    // The highest bit says that it is closed, the others count.
    private const int Closed = int.MinValue;

    private readonly object gone = new();
    private int state;
    private bool freed;

    /// <summary>Whether it was closed.</summary>
    public bool IsClosed => Volatile.Read(ref state) < 0;

    /// <summary>Begins a call, which <see cref="Exit"/> ends.</summary>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public void Enter() => Add(evenWhileClosing: false);

    /// <summary>Holds on for a part of a call that has begun: while others hold on, also where it was closed since.</summary>
    /// <exception cref="ObjectDisposedException">It was closed, and nobody holds on to it.</exception>
    public void Join() => Add(evenWhileClosing: true);

    /// <summary>Ends a call.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref state) == Closed)
        {
            lock (gone)
            {
                Monitor.PulseAll(gone);
            }
        }
    }

    /// <summary>Lets no call begin any more, waits for those under way, and frees; once, whoever else ends it, and all return when it is done.</summary>
    public void End(Action free)
    {
        Interlocked.Or(ref state, Closed);
        lock (gone)
        {
            while (Volatile.Read(ref state) != Closed)
            {
                Monitor.Wait(gone);
            }

            if (!freed)
            {
                freed = true;
                free();
            }
        }
    }

    private ObjectDisposedException Gone() => new(name);

    private void Add(bool evenWhileClosing)
    {
        int now = Volatile.Read(ref state);
        while (true)
        {
            if (now < 0 && (now == Closed || !evenWhileClosing))
            {
                throw Gone();
            }

            int before = Interlocked.CompareExchange(ref state, now + 1, now);
            if (before == now)
            {
                return;
            }

            now = before;
        }
    }
}

/// <summary>A model whose weights must not be freed under a call.</summary>
internal interface ILeased
{
    /// <summary>Who uses the weights.</summary>
    Lifetime Lifetime { get; }
}
