namespace LrpGen.Runtime;

/// <summary>Lets calls begin in the order in which they came, as long as there is room for them.</summary>
/// <param name="mostCalls">Calls that run at the same time.</param>
/// <param name="mostBytes">Bytes that they take together; a call that takes more runs alone.</param>
internal sealed class CallQueue(int mostCalls, long mostBytes)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> waiting = [];
    private int running;
    private long bytes;

    /// <summary>The queue of a model.</summary>
    public CallQueue(CallLimits limits, int threads)
        : this(limits.MostCalls(threads), limits.MostBytes)
    {
    }

    /// <summary>Number of calls that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Waits for the turn of a call.</summary>
    /// <param name="cost">Bytes that it takes.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It was cancelled before its turn came.</exception>
    public Turn Enter(long cost, CancellationToken cancellation)
    {
        if (Join(cost, cancellation) is { } waiter)
        {
            using CancellationTokenRegistration registration = cancellation.UnsafeRegister(_ => Leave(waiter), null);
            waiter.Task.GetAwaiter().GetResult();
        }

        return new Turn(this, cost);
    }

    /// <summary>Waits for the turn of a call without a thread.</summary>
    /// <inheritdoc cref="Enter"/>
    public async ValueTask<Turn> EnterAsync(long cost, CancellationToken cancellation)
    {
        if (Join(cost, cancellation) is { } waiter)
        {
            using CancellationTokenRegistration registration = cancellation.UnsafeRegister(_ => Leave(waiter), null);
            await waiter.Task.ConfigureAwait(false);
        }

        return new Turn(this, cost);
    }

    // Null where there is room at once.
    private Waiter? Join(long cost, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (waiting.Count == 0 && Fits(cost))
            {
                Start(cost);
                return null;
            }

            Waiter waiter = new(cost, cancellation);
            waiting.AddLast(waiter.Place);
            return waiter;
        }
    }

    private void Leave(Waiter waiter)
    {
        lock (gate)
        {
            // One that is not there any more has got its turn.
            if (waiter.Place.List is not null)
            {
                waiting.Remove(waiter.Place);
                waiter.TrySetCanceled(waiter.Cancellation);
                StartWaiting();
            }
        }
    }

    private void End(long cost)
    {
        lock (gate)
        {
            running--;
            bytes -= cost;
            StartWaiting();
        }
    }

    // The first that finds no room stops those behind it, or a large call would wait for ever.
    private void StartWaiting()
    {
        while (waiting.First is { } first && Fits(first.Value.Cost))
        {
            waiting.RemoveFirst();
            Start(first.Value.Cost);
            first.Value.SetResult();
        }
    }

    private bool Fits(long cost) => running == 0 || (running < mostCalls && cost <= mostBytes - bytes);

    private void Start(long cost)
    {
        running++;
        bytes += cost;
    }

    /// <summary>The turn of a call, until it is disposed of.</summary>
    public readonly struct Turn(CallQueue queue, long cost) : IDisposable
    {
        /// <summary>Lets the next call begin.</summary>
        public void Dispose() => queue.End(cost);
    }

    private sealed class Waiter : TaskCompletionSource
    {
        public Waiter(long cost, CancellationToken cancellation)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            Cost = cost;
            Cancellation = cancellation;
            Place = new LinkedListNode<Waiter>(this);
        }

        /// <summary>Where it stands in the queue, so that leaving takes no search.</summary>
        public LinkedListNode<Waiter> Place { get; }

        public long Cost { get; }

        public CancellationToken Cancellation { get; }
    }
}
