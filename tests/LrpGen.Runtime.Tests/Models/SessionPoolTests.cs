namespace LrpGen.Runtime.Tests.Models;

/// <summary>Sessions are used again, and no more of them are kept than are of use.</summary>
public sealed class SessionPoolTests
{
    private readonly List<Fake> made = [];

    [Fact]
    public void The_session_that_was_used_last_is_used_next()
    {
        using SessionPool<Fake> pool = Pool();
        SessionPool<Fake>.Lease first = pool.Borrow();
        SessionPool<Fake>.Lease second = pool.Borrow();
        second.Dispose();
        first.Dispose();
        using SessionPool<Fake>.Lease next = pool.Borrow();
        Assert.Equal(2, made.Count);
        Assert.Same(Environment.ProcessorCount > 1 ? first.Session : second.Session, next.Session);
    }

    [Fact]
    public void A_burst_leaves_one_session_a_processor()
    {
        using SessionPool<Fake> pool = Pool();
        SessionPool<Fake>.Lease[] burst = [.. Enumerable.Range(0, Environment.ProcessorCount + 5).Select(_ => pool.Borrow())];
        Array.ForEach(burst, lease => lease.Dispose());
        Assert.Equal(Environment.ProcessorCount, pool.Idle);
        Assert.Equal(5, made.Count(session => session.Disposed));
    }

    [Fact]
    public void A_session_that_has_grown_too_large_is_not_kept()
    {
        using SessionPool<Fake> pool = Pool();
        using (SessionPool<Fake>.Lease lease = pool.Borrow())
        {
            lease.Session.Bytes = SessionPool<Fake>.MaxIdleBytes + 1;
        }

        Assert.Equal(0, pool.Idle);
        Assert.True(Assert.Single(made).Disposed);
        using (SessionPool<Fake>.Lease lease = pool.Borrow())
        {
            lease.Session.Bytes = SessionPool<Fake>.MaxIdleBytes;
        }

        Assert.Equal(1, pool.Idle);
    }

    [Fact]
    public async Task Disposing_waits_for_calls_and_refuses_new_ones()
    {
        SessionPool<Fake> pool = Pool();
        pool.Borrow().Dispose();
        SessionPool<Fake>.Lease call = pool.Borrow();
        Task disposing = Task.Run(pool.Dispose);
        while (!pool.IsDisposed)
        {
            await Task.Yield();
        }

        Assert.Throws<ObjectDisposedException>(() => pool.Borrow());
        Assert.False(disposing.IsCompleted);
        Assert.False(call.Session.Disposed);
        call.Dispose();
        await disposing;
        Assert.All(made, session => Assert.True(session.Disposed));
    }

    [Fact]
    public void A_session_that_cannot_be_made_leaves_the_pool_as_it_was()
    {
        SessionPool<Fake> pool = new(this, () => throw new InvalidOperationException("no memory"), session => session.Bytes);
        Assert.Throws<InvalidOperationException>(() => pool.Borrow());

        // Would wait for ever for a call that never began.
        pool.Dispose();
    }

    private SessionPool<Fake> Pool() => new(this, Make, session => session.Bytes);

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
