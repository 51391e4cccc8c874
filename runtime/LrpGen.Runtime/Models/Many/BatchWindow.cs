namespace LrpGen.Runtime;

/// <summary>Inputs that were read and not begun, and how they fall into batches of similar work.</summary>
/// <param name="batchWork">Work of a batch.</param>
/// <param name="threads">Threads that share the work.</param>
internal sealed class BatchWindow<TItem, TResult>(long batchWork, int threads)
{
    private readonly List<PendingInput<TItem, TResult>> waiting = [];
    private long work;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => waiting.Count == 0;

    /// <summary>Appends an input.</summary>
    public void Add(PendingInput<TItem, TResult> input)
    {
        waiting.Add(input);
        work += input.Work;
    }

    /// <summary>
    /// Takes a batch: the oldest input, because the results behind it wait for it, and then in their order those that still
    /// fit. When little waits, a batch is a thread's fair share of it, so that all have something to do until the end.
    /// </summary>
    public List<PendingInput<TItem, TResult>> Take()
    {
        long room = Math.Min(batchWork, ((work - 1) / threads) + 1);
        List<PendingInput<TItem, TResult>> batch = [waiting[0]];
        room -= waiting[0].Work;
        int left = 0;
        for (int i = 1; i < waiting.Count; i++)
        {
            if (waiting[i].Work <= room)
            {
                batch.Add(waiting[i]);
                room -= waiting[i].Work;
            }
            else
            {
                waiting[left++] = waiting[i];
            }
        }

        waiting.RemoveRange(left, waiting.Count - left);
        work -= batch.Sum(input => input.Work);
        return batch;
    }
}
