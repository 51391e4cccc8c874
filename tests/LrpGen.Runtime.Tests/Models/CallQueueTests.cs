namespace LrpGen.Runtime.Tests.Models;

/// <summary>Calls begin in their order, within the limits, and leave the queue when they are cancelled.</summary>
public sealed class CallQueueTests
{
    [Fact]
    public async Task Calls_beyond_the_number_wait_in_their_order()
    {
        CallQueue queue = new(1, long.MaxValue);
        CallQueue.Turn first = queue.Enter(1, default);
        Task<CallQueue.Turn>[] waiting = [.. Enumerable.Range(0, 5).Select(_ => queue.EnterAsync(1, default).AsTask())];
        foreach (Task<CallQueue.Turn> next in waiting)
        {
            Assert.False(next.IsCompleted);
            first.Dispose();
            first = await next;
        }

        Assert.Equal(0, queue.Waiting);
    }

    [Fact]
    public async Task Memory_is_shared_and_a_large_call_is_not_overtaken()
    {
        CallQueue queue = new(int.MaxValue, 10);
        CallQueue.Turn six = queue.Enter(6, default), four = queue.Enter(4, default);
        Task<CallQueue.Turn> larger = queue.EnterAsync(100, default).AsTask(), small = queue.EnterAsync(1, default).AsTask();
        four.Dispose();
        Assert.False(larger.IsCompleted || small.IsCompleted);
        six.Dispose();
        CallQueue.Turn alone = await larger;
        Assert.False(small.IsCompleted);
        alone.Dispose();
        (await small).Dispose();
    }

    [Fact]
    public async Task A_cancelled_call_leaves_the_queue_and_those_behind_it_go_on()
    {
        CallQueue queue = new(int.MaxValue, 10);
        CallQueue.Turn running = queue.Enter(5, default);
        using CancellationTokenSource cancellation = new();
        Task<CallQueue.Turn> large = queue.EnterAsync(9, cancellation.Token).AsTask(), small = queue.EnterAsync(5, default).AsTask();
        Task blocked = Task.Run(() => queue.Enter(9, cancellation.Token));
        while (queue.Waiting < 3)
        {
            await Task.Yield();
        }

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocked);
        (await small).Dispose();
        running.Dispose();
        Assert.Throws<OperationCanceledException>(() => queue.Enter(1, cancellation.Token));
        queue.Enter(11, default).Dispose();
    }

    [Fact]
    public async Task Never_more_than_the_limit_run()
    {
        CallQueue queue = new(3, 20);
        int running = 0, most = 0;
        long bytes = 0, mostBytes = 0;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            int cost = 1 + (i % 12);
            using CallQueue.Turn turn = i % 2 == 0 ? queue.Enter(cost, default) : await queue.EnterAsync(cost, default);
            Max(ref most, Interlocked.Increment(ref running));
            Max(ref mostBytes, Interlocked.Add(ref bytes, cost));
            Thread.SpinWait(1000);
            Interlocked.Add(ref bytes, -cost);
            Interlocked.Decrement(ref running);
        })));
        Assert.InRange(most, 1, 3);
        Assert.InRange(mostBytes, 1, 20);
    }

    [Fact]
    public async Task Many_that_give_up_leave_at_once()
    {
        CallQueue queue = new(1, long.MaxValue);
        using CallQueue.Turn running = queue.Enter(1, default);
        CancellationTokenSource[] sources = [.. Enumerable.Range(0, 20_000).Select(_ => new CancellationTokenSource())];
        Task[] waiting = [.. sources.Select(source => queue.EnterAsync(1, source.Token).AsTask())];
        long start = Environment.TickCount64;
        foreach (CancellationTokenSource source in sources.Reverse())
        {
            source.Cancel();
        }

        // A search for each took 25 s.
        Assert.InRange(Environment.TickCount64 - start, 0, 5000);
        Assert.Equal(0, queue.Waiting);
        foreach (Task task in waiting)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        }

        Array.ForEach(sources, source => source.Dispose());
    }

    [Fact]
    public void Limits_are_positive()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallLimits { ConcurrentCalls = 0 }.Check());
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallLimits { Memory = 0 }.Check());
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallLimits { IdleTime = TimeSpan.Zero }.Check());
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallLimits { IdleTime = TimeSpan.MaxValue }.Check());
        new CallLimits { IdleTime = Timeout.InfiniteTimeSpan }.Check();
    }

    private static void Max(ref int most, int value)
    {
        for (int before = most; value > before; before = most)
        {
            Interlocked.CompareExchange(ref most, value, before);
        }
    }

    private static void Max(ref long most, long value)
    {
        for (long before = most; value > before; before = most)
        {
            Interlocked.CompareExchange(ref most, value, before);
        }
    }
}
