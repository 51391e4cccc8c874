namespace LrpGen.Runtime.Tests.Models;

/// <summary>Time that passes when a test says so.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> timers = [];
    private long now;

    /// <summary>Number of timers that were made.</summary>
    public int Timers => timers.Count;

    /// <summary>Whether a timer will go off.</summary>
    public bool IsArmed => timers.Exists(timer => timer.Due is not null);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How much later it is at every look.</summary>
    public TimeSpan Step { get; init; }

    public override long GetTimestamp() => now += Step.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        timers.Add(new ManualTimer(this, () => callback(state)));
        timers[^1].Change(dueTime, period);
        return timers[^1];
    }

    /// <summary>Lets time pass, and timers go off.</summary>
    public void Advance(TimeSpan time)
    {
        now += time.Ticks;
        foreach (ManualTimer timer in timers)
        {
            if (timer.Due <= now)
            {
                timer.Due = null;
                timer.Fire();
            }
        }
    }

    private sealed class ManualTimer(ManualClock clock, Action fire) : ITimer
    {
        public long? Due { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime.Ticks;
            return true;
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
