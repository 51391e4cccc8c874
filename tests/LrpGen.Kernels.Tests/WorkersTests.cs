using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class WorkersTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(4, 3)]
    [InlineData(7, 2)]
    public void Every_item_is_done_once_in_every_one_of_many_jobs(int threads, int chunk)
    {
        using var workers = new Workers(threads);
        for (int round = 0; round < 1000; round++)
        {
            int count = round % 41;
            var done = new int[count];
            var job = new CountingJob { Done = done };
            workers.Run(ref job, count, chunk);
            Assert.All(done, times => Assert.Equal(1, times));
            if (round % 500 == 0)
            {
                // Long enough for all threads to park.
                Thread.Sleep(5);
            }
        }
    }

    [Theory, InlineData(1), InlineData(3)]
    public void An_exception_reaches_the_caller_and_the_workers_stay_usable(int threads)
    {
        using var workers = new Workers(threads);
        var failing = new CountingJob { Done = new int[50], FailAt = 17 };
        Assert.Throws<InvalidDataException>(() => workers.Run(ref failing, 50, 2));
        var job = new CountingJob { Done = new int[50] };
        workers.Run(ref job, 50, 2);
        Assert.All(job.Done, times => Assert.Equal(1, times));
    }

    [Fact]
    public void A_call_within_a_call_is_refused()
    {
        using var workers = new Workers(2);
        var job = new NestedJob { Workers = workers };
        Assert.Throws<InvalidOperationException>(() => workers.Run(ref job, 4, 1));
    }

    [Fact]
    public void Disposed_workers_end_and_refuse_work()
    {
        for (int i = 0; i < 50; i++)
        {
            var workers = new Workers(3);
            var job = new CountingJob { Done = new int[10] };
            workers.Run(ref job, 10, 1);
            workers.Dispose();
            workers.Dispose();
            Assert.Throws<ObjectDisposedException>(() => workers.Run(ref job, 10, 1));
        }
    }

    [Fact]
    public async Task Disposing_waits_for_the_job_and_lets_none_begin()
    {
        var workers = new Workers(2);
        using var begun = new SemaphoreSlim(0);
        using var go = new ManualResetEventSlim();
        Task running = Task.Run(() =>
        {
            var job = new WaitingJob { Begun = begun, Go = go };
            workers.Run(ref job, 2, 1);
        });
        await begun.WaitAsync();
        Task[] disposals = [Task.Run(workers.Dispose), Task.Run(workers.Dispose)];
        var late = new CountingJob { Done = new int[1] };
        while (true)
        {
            try
            {
                workers.Run(ref late, 1, 1);
            }
            catch (InvalidOperationException refused) when (refused is not ObjectDisposedException)
            {
                await Task.Yield();
                continue;
            }
            catch (ObjectDisposedException)
            {
                break;
            }
        }

        Assert.DoesNotContain(disposals, disposal => disposal.IsCompleted);
        go.Set();
        await Task.WhenAll([running, .. disposals]);
        Assert.Equal(0, late.Done[0]);
    }

    [Fact]
    public void Memory_of_a_call_is_for_the_thread_that_took_the_workers()
    {
        using var workers = new Workers(1);
        Assert.Throws<InvalidOperationException>(() => Take(workers));
        using Workers.Turn turn = workers.Begin();
        Take(workers);
        Assert.Throws<InvalidOperationException>(() => OnAnotherThread(() => Take(workers)));
        Assert.Throws<InvalidOperationException>(() => OnAnotherThread(() => workers.Begin().Dispose()));
    }

    [Fact]
    public void Kernels_on_the_same_workers_give_their_result_or_are_refused()
    {
        using var workers = new Workers(2);
        var random = new Random(1);
        using PackedLinear packed = PackedLinear.Pack(new LinearPart(ArraySource.Random(random, "w", 64, 64), ArraySource.Random(random, "b", 64)));
        TestMatrix g = TestMatrix.Random(random, 50, 64), expected = new(50, 64);
        Linear.Adjoint(g.View, packed, expected.View, accumulate: false, workers);
        float[] values = expected.View.Data.ToArray();
        int done = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            TestMatrix actual = new(50, 64);
            for (int call = 0; call < 2000; call++)
            {
                try
                {
                    actual.View.Data.Clear();
                    Linear.Adjoint(g.View, packed, actual.View, accumulate: false, workers);
                }
                catch (InvalidOperationException)
                {
                    continue;
                }

                Interlocked.Increment(ref done);
                Assert.True(actual.View.Data.SequenceEqual(values));
            }
        });
        Assert.True(done > 0);
    }

    [Fact]
    public void A_cancelled_call_does_no_further_job()
    {
        using var workers = new Workers(2);
        using var cancellation = new CancellationTokenSource();
        workers.Enter(cancellation.Token);
        var job = new CountingJob { Done = new int[10] };
        workers.Run(ref job, 10, 1);
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => workers.Run(ref job, 10, 1));
        workers.Exit();
        workers.Run(ref job, 10, 1);
        Assert.All(job.Done, times => Assert.Equal(2, times));
    }

    private static unsafe void Take(Workers workers) => workers.Common(10)[9] = 1;

    private static void OnAnotherThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    [Fact]
    public void The_environment_variable_chooses_a_width_or_says_why_not()
    {
        Assert.Equal(VectorWidth.Bits128, Vectors.Choose("128"));
        Assert.Equal(Vectors.Available[^1], Vectors.Choose(null));
        Assert.Contains("found \"wide\"", Assert.Throws<FormatException>(() => Vectors.Choose("wide")).Message, StringComparison.Ordinal);
        Assert.Throws<PlatformNotSupportedException>(() => Vectors.Require((VectorWidth)1024, "width"));
    }

    [Fact]
    public void Threads_that_ask_for_the_default_width_at_once_all_find_one()
    {
        // The choice is one word: no thread can see half of it.
        VectorWidth expected = Vectors.Default;
        int[] chosen = new int[100_000];
        VectorWidth[][] found = [.. Enumerable.Range(0, 4).Select(_ => new VectorWidth[chosen.Length])];
        using var barrier = new Barrier(found.Length);
        Thread[] threads = [.. found.Select(mine => new Thread(() =>
        {
            barrier.SignalAndWait();
            for (int i = 0; i < mine.Length; i++)
            {
                mine[i] = Vectors.Remembered(ref chosen[i]);
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.All(found, mine => Assert.DoesNotContain(mine, width => width != expected));
    }

    [Fact]
    public void A_zero_takes_no_part_in_a_shared_sum()
    {
        Assert.Equal(6, Reductions.SharedDot([0, 2, 0], [float.NaN, 3, float.PositiveInfinity]));
        Assert.Equal(11, Reductions.SharedDot([1, 2], [5, 3]));
        Assert.Equal(double.NegativeInfinity, Reductions.SharedDot([-1, 0], [float.PositiveInfinity, float.NaN]));
        Assert.Equal(6, Reductions.SumOfMagnitudes([1, -2, 3]));
    }

    [Theory, ClassData(typeof(Widths))]
    public void Nothing_is_allocated_after_the_first_call(VectorWidth width)
    {
        using var workers = new Workers(2, width);
        var random = new Random(1);
        using PackedLinear packed = PackedLinear.Pack(new LinearPart(ArraySource.Random(random, "w", 64, 64), ArraySource.Random(random, "b", 64)));
        using var norm = new NormWeights(ArraySource.Random(random, "w", 64), null, 1e-5f);
        TestMatrix a = TestMatrix.Random(random, 50, 64), b = new(50, 64), c = new(50, 64), d = new(50, 64), e = new(50, 64), statistics = new(50, 2);
        int[] starts = [0, 20, 50];
        var probabilities = new float[Attention.ProbabilityCount(starts, starts, 4)];
        void Everything()
        {
            Linear.Forward(a.View, packed, Activation.Gelu, b.View, c.View, workers);
            Linear.Forward(a.View, packed, WeightMap.Magnitude, InputMap.Magnitude, withBias: true, b.View, workers);
            Linear.Adjoint(a.View, packed, b.View, accumulate: false, workers);
            Linear.Adjoint(a.View, packed, WeightMap.Magnitude, b.View, accumulate: true, workers);
            Activations.Relevance(Activation.Gelu, a.View, b.View, c.View, workers);
            LayerNorm.ForwardResidual(a.View, b.View, norm, default, c.View, statistics.View, workers);
            LayerNorm.Relevance(a.View, norm, statistics.View, c.View, workers);
            Attention.Forward(a.View, a.View, a.View, starts, starts, 4, 0.25f, probabilities, c.View, workers);
            Attention.Relevance(a.View, a.View, a.View, a.View, starts, starts, 4, 0.25f, probabilities, 1, 1, c.View, d.View, e.View, workers);
            Quotients.Gamma(a.View, default, b.View, b.View, c.View, 0.25f, Stabiliser.Zennit, sampleRows: 1, d.View, e.View, workers);
            Residual.Add(a.View, b.View, c.View, workers);
        }

        Everything();
        Everything();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Everything();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private struct CountingJob() : IJob
    {
        public int[] Done = [];
        public int FailAt = -1;

        public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            for (int i = start; i < end; i++)
            {
                Interlocked.Increment(ref Done[i]);
                if (i == FailAt)
                {
                    throw new InvalidDataException("item 17");
                }
            }
        }
    }

    private struct WaitingJob : IJob
    {
        public SemaphoreSlim Begun;
        public ManualResetEventSlim Go;

        public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            Begun.Release();
            Go.Wait();
        }
    }

    private struct NestedJob : IJob
    {
        public Workers Workers;

        public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var inner = new CountingJob { Done = new int[1] };
            Workers.Run(ref inner, 1, 1);
        }
    }
}
