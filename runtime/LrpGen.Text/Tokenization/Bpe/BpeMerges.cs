using System.Numerics;

namespace LrpGen.Text.Tokenization;

/// <summary>Which pairs of pieces merge, in which order, into what: a hash table.</summary>
internal sealed class BpeMerges : IMergeRule
{
    // The place of a pair is the upper bits of a product with 2^64 divided by the golden ratio (Knuth, TAOCP 3, 6.4).
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private readonly Vocabulary vocabulary;
    private readonly int shift;
    private readonly Slot[] slots;

    // Long enough for any two pieces.
    private char[] both = new char[2 * UnigramVocabulary.MaxPieceLength];

    /// <param name="vocabulary">The pieces.</param>
    /// <param name="capacity">The most merges that are added.</param>
    internal BpeMerges(Vocabulary vocabulary, int capacity)
    {
        this.vocabulary = vocabulary;
        slots = new Slot[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * capacity, 4))];
        shift = 64 - BitOperations.Log2((uint)slots.Length);
    }

    /// <summary>How many were added.</summary>
    internal int Count { get; private set; }

    /// <summary>Adds a merge behind those that are there; of equal pairs the last one counts, as in Hugging Face's map.</summary>
    /// <returns>False where the vocabulary lacks a piece, which is <paramref name="missing"/>.</returns>
    internal bool TryAdd(ReadOnlySpan<char> left, ReadOnlySpan<char> right, out string? missing)
    {
        if (both.Length < left.Length + right.Length) both = new char[left.Length + right.Length];
        left.CopyTo(both);
        right.CopyTo(both.AsSpan(left.Length));
        ReadOnlySpan<char> text = both.AsSpan(0, left.Length + right.Length);
        (int first, int second, int merged) = (vocabulary.Find(left), vocabulary.Find(right), vocabulary.Find(text));
        missing = first < 0 ? left.ToString() : second < 0 ? right.ToString() : merged < 0 ? text.ToString() : null;
        if (missing is not null) return false;

        Find(Key(first, second)) = new Slot { Key = Key(first, second), Rank = Count++, Merged = merged };
        return true;
    }

    /// <summary>What to say of a merge that needs a piece which the vocabulary lacks.</summary>
    internal static InvalidDataException Missing(string place, string? missing, ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        TokenizerError.In(place, $"the vocabulary has no piece '{missing}', which the merge of '{left}' and '{right}' needs.");

    /// <summary>Whether two pieces merge: pairs of lower rank first.</summary>
    internal bool TryFind(int left, int right, out int rank, out int merged)
    {
        Slot slot = Find(Key(left, right));
        (rank, merged) = (slot.Rank, slot.Merged);
        return slot.Key != 0;
    }

    public bool TryFind(in MergeList.Symbol left, in MergeList.Symbol right, out uint rank, out int merged)
    {
        bool found = TryFind(left.Id, right.Id, out int order, out merged);
        rank = (uint)order;
        return found;
    }

    // 0 is a free slot.
    private static ulong Key(int left, int right) => (((ulong)(uint)left << 32) | (uint)right) + 1;

    private ref Slot Find(ulong key)
    {
        Slot[] table = slots;
        for (int at = (int)(key * Multiplier >> shift); ; at = (at + 1) & (table.Length - 1))
        {
            ref Slot slot = ref table[at];
            if (slot.Key == key || slot.Key == 0) return ref slot;
        }
    }

    private struct Slot
    {
        public ulong Key;
        public int Rank;
        public int Merged;
    }
}
