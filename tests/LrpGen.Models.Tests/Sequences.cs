using LrpGen.Runtime;

namespace LrpGen.Models.Tests;

/// <summary>Token ids for tests: begin, arbitrary words, end. Lengths are of all kinds, 2 and the longest included.</summary>
internal static class Sequences
{
    public const int Longest = 128;

    public static int[][] Seven { get; } = [.. ((int[])[9, 17, 2, 33, 16, Longest, 5]).Select(Of)];

    /// <summary>A sequence of that length, always the same.</summary>
    public static int[] Of(int length)
    {
        // A generator of Lehmer's kind: the same ids on every platform.
        uint state = (uint)(length * 2654435761u) | 1;
        int[] ids = new int[length];
        for (int i = 0; i < length; i++)
        {
            state = (uint)(state * 48271ul % 2147483647ul);
            ids[i] = 4 + (int)(state % 7900);
        }

        ids[0] = 0;
        ids[^1] = 2;
        return ids;
    }

    public static TokenBatch Batch(params IEnumerable<int[]> sequences)
    {
        TokenBatch batch = new();
        foreach (int[] ids in sequences)
        {
            batch.Add(ids);
        }

        return batch;
    }
}
