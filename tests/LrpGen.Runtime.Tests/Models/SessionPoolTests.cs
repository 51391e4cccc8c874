namespace LrpGen.Runtime.Tests.Models;

/// <summary>Sessions are used again, and no more of them are kept than are of use.</summary>
public sealed class SessionPoolTests
{
    private readonly List<Fake> made = [];

    [Fact]
    public void The_session_that_was_used_last_is_used_next()
    {
        using SessionPool<Fake> pool = Pool();
        SessionPool<Fake>.Lease first = Borrow(pool);
        SessionPool<Fake>.Lease second = Borrow(pool);
        second.Dispose();
        first.Dispose();
        using SessionPool<Fake>.Lease next = Borrow(pool);
        Assert.Equal(2, made.Count);
        Assert.Same(Environment.ProcessorCount > 1 ? first.Session : second.Session, next.Session);
    }

    [Fact]
    public void A_burst_leaves_one_session_a_processor()
    {
        using SessionPool<Fake> pool = Pool();
        SessionPool<Fake>.Lease[] burst = [.. Enumerable.Range(0, Environment.ProcessorCount + 5).Select(_ => Borrow(pool))];
        Array.ForEach(burst, lease => lease.Dispose());
        Assert.Equal(Environment.ProcessorCount, pool.Idle);
        Assert.Equal(5, made.Count(session => session.Disposed));
    }

    [Fact]
    public void A_session_that_has_grown_too_large_is_not_kept()
    {
        using SessionPool<Fake> pool = Pool();
        using (SessionPool<Fake>.Lease lease = Borrow(pool))
        {
            lease.Session.Bytes = SessionPool<Fake>.MaxIdleBytes + 1;
        }

        Assert.Equal(0, pool.Idle);
        Assert.True(Assert.Single(made).Disposed);
        using (SessionPool<Fake>.Lease lease = Borrow(pool))
        {
            lease.Session.Bytes = SessionPool<Fake>.MaxIdleBytes;
        }

        Assert.Equal(1, pool.Idle);
    }

    [Fact]
    public async Task Disposing_waits_for_calls_and_refuses_new_ones()
    {
        SessionPool<Fake> pool = Pool();
        Borrow(pool).Dispose();
        SessionPool<Fake>.Lease call = Borrow(pool);
        Task disposing = Task.Run(pool.Dispose);
        while (!pool.IsDisposed)
        {
            await Task.Yield();
        }

        Assert.Throws<ObjectDisposedException>(() => Borrow(pool));
        Assert.False(disposing.IsCompleted);
        Assert.False(call.Session.Disposed);
        call.Dispose();
        await disposing;
        Assert.All(made, session => Assert.True(session.Disposed));
    }

    [Fact]
    public void A_session_that_cannot_be_made_leaves_the_pool_as_it_was()
    {
        SessionPool<Fake> pool = new(this, () => throw new InvalidOperationException("no memory"), session => session.Bytes, CallLimits.Default, new CallQueue(1, 1));
        Assert.Throws<InvalidOperationException>(() => Borrow(pool));

        // Would wait for ever for a call that never began.
        pool.Dispose();
    }

    [Fact]
    public void What_was_not_used_for_a_while_is_freed_by_one_timer()
    {
        ManualClock clock = new();
        using SessionPool<Fake> pool = Pool(new CallLimits { IdleTime = TimeSpan.FromSeconds(10), TimeProvider = clock });
        SessionPool<Fake>.Lease old = Borrow(pool), young = Borrow(pool);
        old.Dispose();
        clock.Advance(TimeSpan.FromSeconds(6));
        young.Dispose();
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.DoesNotContain(made, session => session.Disposed && session != Surplus);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(made[0].Disposed);
        Assert.Equal(Environment.ProcessorCount > 1 ? 1 : 0, pool.Idle);
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.All(made, session => Assert.True(session.Disposed));

        // One timer, that rests while there is nothing to free.
        Assert.Equal(1, clock.Timers);
        Assert.False(clock.IsArmed);
        Borrow(pool).Dispose();
        Assert.True(clock.IsArmed);
        Assert.Equal(1, clock.Timers);
    }

    [Fact]
    public void Time_that_passes_while_memory_is_freed_does_no_harm()
    {
        // The second session comes due while the first is looked at.
        ManualClock clock = new() { Step = TimeSpan.FromMilliseconds(3) };
        using SessionPool<Fake> pool = Pool(new CallLimits { IdleTime = TimeSpan.FromMilliseconds(10), TimeProvider = clock });
        SessionPool<Fake>.Lease first = Borrow(pool), second = Borrow(pool);
        first.Dispose();
        second.Dispose();
        for (int i = 0; i < 20; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.All(made, session => Assert.True(session.Disposed));
    }

    [Fact]
    public void Memory_is_kept_for_ever_where_one_asks_for_it()
    {
        ManualClock clock = new();
        using SessionPool<Fake> pool = Pool(new CallLimits { IdleTime = Timeout.InfiniteTimeSpan, TimeProvider = clock });
        Borrow(pool).Dispose();
        clock.Advance(TimeSpan.FromDays(1000));
        Assert.Equal(1, pool.Idle);
        Assert.Equal(0, clock.Timers);
    }

    [Fact]
    public async Task Both_ways_of_borrowing_share_one_queue_and_an_ended_pool_gives_the_turn_on()
    {
        CallQueue queue = new(1, long.MaxValue);
        using SessionPool<Fake> one = new(this, Make, session => session.Bytes, CallLimits.Default, queue);
        SessionPool<Fake> other = new(this, Make, session => session.Bytes, CallLimits.Default, queue);
        SessionPool<Fake>.Lease call = Borrow(one);
        Task<SessionPool<Fake>.Lease> ended = other.BorrowAsync(1, default).AsTask(), next = one.BorrowAsync(1, default).AsTask();
        other.Dispose();
        Assert.False(ended.IsCompleted || next.IsCompleted);
        call.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ended);
        (await next).Dispose();
    }

    // Of two sessions at once, a machine with one processor keeps one.
    private Fake? Surplus => Environment.ProcessorCount > 1 ? null : made[^1];

    private static SessionPool<Fake>.Lease Borrow(SessionPool<Fake> pool) => pool.Borrow(1, CancellationToken.None);

    private SessionPool<Fake> Pool(CallLimits? limits = null)
        => new(this, Make, session => session.Bytes, limits ?? CallLimits.Default, new CallQueue(int.MaxValue, long.MaxValue));

    private Fake Make()
    {
        made.Add(new Fake());
        return made[^1];
    }

    private sealed class Fake : IDisposable
    {
        public long Bytes { get; set; }

        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }
}
