namespace LrpGen.Text.Tokenization;

/// <summary>Which pairs of symbols merge, in which order, into what.</summary>
internal sealed class BpeMerges : IMergeRule
{
    private readonly Dictionary<long, (int Rank, int Merged)> pairs;

    internal BpeMerges(int capacity) => pairs = new(capacity);

    /// <summary>Adds a merge behind those that are there; of equal pairs the last one counts, as in Hugging Face's map.</summary>
    internal void Add(int left, int right, int rank, int merged) => pairs[Key(left, right)] = (rank, merged);

    public bool TryFind(in MergeList.Symbol left, in MergeList.Symbol right, out double rank, out int merged)
    {
        bool found = pairs.TryGetValue(Key(left.Id, right.Id), out (int Rank, int Merged) merge);
        (rank, merged) = merge;
        return found;
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}
