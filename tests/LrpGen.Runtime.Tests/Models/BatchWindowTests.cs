namespace LrpGen.Runtime.Tests.Models;

/// <summary>How inputs fall into batches.</summary>
public sealed class BatchWindowTests
{
    [Fact]
    public void Batches_are_full_where_they_can_be_and_hold_each_input_once()
    {
        // 97 inputs of 1 to 40 units, shuffled by a generator that is the same everywhere.
        long[] works = [.. Enumerable.Range(0, 97).Select(i => 1L + (i * 37 % 40))];
        List<long[]> batches = Batches(batchWork: 100, threads: 1, works);
        Assert.Equal(works.Order(), batches.SelectMany(b => b).Order());
        Assert.All(batches, batch => Assert.InRange(batch.Sum(), 1, 100));

        // Another input of the smallest size that waited would have fitted into a batch that is not full: few are.
        Assert.InRange(batches.Count, works.Sum() / 100, (works.Sum() / 90) + 1);
    }

    [Fact]
    public void The_oldest_is_always_next_and_what_is_too_large_goes_alone()
        => Assert.Equal([[500], [30, 60, 10], [90], [80]], Batches(batchWork: 100, threads: 1, 500, 30, 60, 90, 10, 80));

    [Fact]
    public void Little_work_is_shared_out_fairly()
        => Assert.Equal([[10, 10], [10, 10], [10], [10], [10], [10]], Batches(batchWork: 1000, threads: 3, 10, 10, 10, 10, 10, 10, 10, 10));

    private static List<long[]> Batches(long batchWork, int threads, params long[] works)
    {
        BatchWindow<int, int> window = new(batchWork, threads);
        for (int i = 0; i < works.Length; i++)
        {
            window.Add(new PendingInput<int, int>(i) { Work = works[i] });
        }

        List<long[]> batches = [];
        while (!window.IsEmpty)
        {
            batches.Add([.. window.Take().Select(input => input.Work)]);
        }

        return batches;
    }
}
