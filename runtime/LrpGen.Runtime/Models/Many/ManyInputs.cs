using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LrpGen.Runtime;

/// <summary>
/// Sends many inputs through a model: a reader takes them from the source, threads compute batches of them, and results
/// come out in the order of the inputs.
/// </summary>
/// <remarks>
/// A batch is made of what has arrived by the time a thread is free: an input that comes alone is computed at once, a file
/// fills the batches. The reader stops while <see cref="ExplainManyOptions.MaxBuffered"/> inputs are under way.
/// </remarks>
internal sealed class ManyInputs<TInput, TItem, TResult>
{
    /// <summary>Threads and limits.</summary>
    public required ExplainManyOptions Options { get; init; }

    /// <summary>Work of a batch, in the units of <see cref="Work"/>.</summary>
    public required long BatchWork { get; init; }

    /// <summary>Makes of an input what the model gets; called for one input at a time.</summary>
    public required Func<TInput, TItem> Prepare { get; init; }

    /// <summary>How much work an item is.</summary>
    public required Func<TItem, long> Work { get; init; }

    /// <summary>Computes a batch, unless it is cancelled; called from several threads.</summary>
    public required Func<IReadOnlyList<TItem>, CancellationToken, IReadOnlyList<TResult>> Compute { get; init; }

    /// <summary>Runs; the work begins with the enumeration and has ended when the enumerator was disposed of.</summary>
    public IAsyncEnumerable<TResult> Run(IEnumerable<TInput> inputs, CancellationToken cancellation)
        => Run(inputs.ToAsyncEnumerable(), inputs.TryGetNonEnumeratedCount(out int count) ? count : null, cancellation);

    /// <summary>Runs; the work begins with the enumeration and has ended when the enumerator was disposed of.</summary>
    public IAsyncEnumerable<TResult> Run(IAsyncEnumerable<TInput> inputs, CancellationToken cancellation) => Run(inputs, null, cancellation);

    private async IAsyncEnumerable<TResult> Run(
        IAsyncEnumerable<TInput> inputs, long? total, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Course course = new(this, total, stop.Token);

        // Not waited for: a source may be blocked for ever, on a terminal say. It never touches the model's memory.
        _ = Task.Run(() => course.Read(inputs), CancellationToken.None);

        // Threads of their own: computing for long on the pool's would keep everybody else from it.
        Task[] workers = [.. Enumerable.Range(0, Options.Threads).Select(_ => Task.Factory.StartNew(
            course.Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            await foreach (PendingInput<TItem, TResult> input in course.InOrder.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                cancellation.ThrowIfCancellationRequested();
                TResult result;
                try
                {
                    result = await input.Result.WaitAsync(cancellation).ConfigureAwait(false);
                }
                catch (ExplainManyException failure) when (Options.Failed is not null)
                {
                    course.Failed();
                    Options.Failed(failure);
                    continue;
                }

                course.Taken();
                yield return result;
            }

            // The last result may have been taken before the source said that there are no more.
            course.Report();
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(workers).ConfigureAwait(false);
        }
    }

#pragma warning disable CA1001 // The reader may outlive the enumeration; a semaphore without a wait handle holds nothing to free.
    /// <summary>One enumeration.</summary>
    private sealed class Course(ManyInputs<TInput, TItem, TResult> many, long? total, CancellationToken stop)
#pragma warning restore CA1001
    {
        private readonly SemaphoreSlim room = new(many.Options.Buffered);
        private readonly Channel<PendingInput<TItem, TResult>> inOrder = Channel.CreateUnbounded<PendingInput<TItem, TResult>>(
            new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

        private readonly BlockingCollection<PendingInput<TItem, TResult>> arrived = [];
        private readonly BatchWindow<TItem, TResult> window = new(many.BatchWork, many.Options.Threads);
        private long total = total ?? -1;
        private long done;
        private ExplainManyProgress reported;

        public ChannelReader<PendingInput<TItem, TResult>> InOrder => inOrder.Reader;

        /// <summary>Takes inputs from the source while there is room, up to its end, its failure or that of an input.</summary>
        public async Task Read(IAsyncEnumerable<TInput> inputs)
        {
            Exception? failure = null;
            try
            {
                Volatile.Write(ref total, await ReadAll(inputs).ConfigureAwait(false));
            }
#pragma warning disable CA1031 // Not swallowed: whoever takes the results gets it after those of the inputs before.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = exception;
            }

            arrived.CompleteAdding();
            inOrder.Writer.Complete(failure);
        }

        /// <summary>Computes batches until there are no more inputs.</summary>
        public void Work()
        {
            try
            {
                while (NextBatch() is { } batch)
                {
                    Compute(batch);
                }
            }
            catch (OperationCanceledException)
            {
                // Nobody wants the rest.
            }
        }

        /// <summary>A result was taken: there is room for another input.</summary>
        public void Taken()
        {
            room.Release();
            Report();
        }

        /// <summary>An input is done that has no result.</summary>
        public void Failed()
        {
            Interlocked.Increment(ref done);
            Taken();
        }

        /// <summary>Tells the progress, unless it is what was told last.</summary>
        public void Report()
        {
            long known = Volatile.Read(ref total);
            ExplainManyProgress now = new(Volatile.Read(ref done), known < 0 ? null : known);
            if (now != reported)
            {
                reported = now;
                many.Options.Progress?.Report(now);
            }
        }

        private async Task<long> ReadAll(IAsyncEnumerable<TInput> inputs)
        {
            IAsyncEnumerator<TInput> source = inputs.GetAsyncEnumerator(stop);
            await using ConfiguredAsyncDisposable _ = source.ConfigureAwait(false);
            for (long index = 0; ; index++)
            {
                await room.WaitAsync(stop).ConfigureAwait(false);
                if (!await source.MoveNextAsync().ConfigureAwait(false))
                {
                    return index;
                }

                PendingInput<TItem, TResult> input = new(index);
                bool prepared = TryPrepare(input, source.Current);
                await inOrder.Writer.WriteAsync(input, stop).ConfigureAwait(false);
                if (prepared)
                {
                    arrived.Add(input, stop);
                }
                else if (many.Options.Failed is null)
                {
                    return index + 1;
                }
            }
        }

        private bool TryPrepare(PendingInput<TItem, TResult> input, TInput given)
        {
            try
            {
                input.Item = many.Prepare(given);
                input.Work = many.Work(input.Item);
                return true;
            }
#pragma warning disable CA1031 // Not swallowed: it is the input's result.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                input.Fail(exception);
                return false;
            }
        }

        // One thread at a time waits for inputs and packs what has arrived.
        private List<PendingInput<TItem, TResult>>? NextBatch()
        {
            lock (window)
            {
                if (window.IsEmpty)
                {
                    if (!arrived.TryTake(out PendingInput<TItem, TResult>? first, Timeout.Infinite, stop))
                    {
                        return null;
                    }

                    window.Add(first);
                }

                while (arrived.TryTake(out PendingInput<TItem, TResult>? next))
                {
                    window.Add(next);
                }

                stop.ThrowIfCancellationRequested();
                return window.Take();
            }
        }

        private void Compute(List<PendingInput<TItem, TResult>> batch)
        {
            IReadOnlyList<TResult> results;
            try
            {
                results = many.Compute(batch.ConvertAll(input => input.Item), stop);
            }
#pragma warning disable CA1031 // Not swallowed: it is the result of the input whose fault it was.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (stop.IsCancellationRequested)
                {
                    // Nobody waits for it.
                    return;
                }

                if (batch.Count == 1)
                {
                    batch[0].Fail(exception);
                    return;
                }

                foreach (PendingInput<TItem, TResult> input in batch)
                {
                    Compute([input]);
                }

                return;
            }

            Interlocked.Add(ref done, batch.Count);
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].Complete(results[i]);
            }
        }
    }
}
