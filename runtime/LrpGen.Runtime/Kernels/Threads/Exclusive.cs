namespace LrpGen.Runtime;

/// <summary>Something that one thread uses at a time, and whose end waits for that thread.</summary>
/// <param name="name">What it is, for <see cref="ObjectDisposedException"/>.</param>
/// <param name="busy">What is wrong when a second thread comes, and the way out.</param>
/// <remarks>One interlocked operation to enter and one to leave; within, entering again is a comparison.</remarks>
internal sealed class Exclusive(string name, string busy)
{
    // Managed thread ids are positive.
    private const int Nobody = 0;
    private const int Ended = -1;

    private readonly object leaving = new();
    private int owner;
    private int depth;
    private volatile bool closing;

    /// <summary>Whether it has ended, or waits for its last user.</summary>
    public bool IsClosed => closing;

    /// <summary>Whether this thread is the one that uses it.</summary>
    public bool IsMine => Volatile.Read(ref owner) == Environment.CurrentManagedThreadId;

    /// <summary>Begins to use it. Its user may enter again, and leaves as often.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses it.</exception>
    /// <exception cref="ObjectDisposedException">It has ended.</exception>
    public void Enter()
    {
        int me = Environment.CurrentManagedThreadId;
        if (Volatile.Read(ref owner) == me)
        {
            depth++;
            return;
        }

        if (closing)
        {
            throw Gone();
        }

        int before = Interlocked.CompareExchange(ref owner, me, Nobody);
        if (before != Nobody)
        {
            throw before == Ended ? Gone() : new InvalidOperationException(busy);
        }
    }

    /// <summary>Leaves it.</summary>
    public void Exit()
    {
        if (depth > 0)
        {
            depth--;
            return;
        }

        // A full fence: whoever closes after it sees that nobody is in, and whoever closed before it is woken.
        Interlocked.Exchange(ref owner, Nobody);
        if (closing)
        {
            lock (leaving)
            {
                Monitor.PulseAll(leaving);
            }
        }
    }

    /// <summary>Lets nobody in any more, waits for the user, and frees; once, whoever else ends it, and all return when it is done.</summary>
    /// <exception cref="InvalidOperationException">This thread uses it and would wait for itself.</exception>
    public void End(Action free)
    {
        if (IsMine)
        {
            throw new InvalidOperationException($"{name} is disposed of in the middle of its own call.");
        }

        closing = true;
        Interlocked.MemoryBarrier();
        lock (leaving)
        {
            int before;
            while ((before = Interlocked.CompareExchange(ref owner, Ended, Nobody)) > Nobody)
            {
                Monitor.Wait(leaving);
            }

            if (before == Nobody)
            {
                free();
            }
        }
    }

    private ObjectDisposedException Gone() => new(name);
}
