namespace LrpGen.Text.Tokenization;

/// <summary>Which neighbouring symbols merge.</summary>
internal interface IMergeRule
{
    /// <summary>Whether two symbols merge: pairs of lower rank first.</summary>
    bool TryFind(in MergeList.Symbol left, in MergeList.Symbol right, out uint rank, out int merged);
}

/// <summary>The symbols of a word while pairs of them are merged: a linked list in arrays, and a queue of merges that may be next.</summary>
internal sealed class MergeList
{
    internal const int None = -1;

    private const int Few = 24;
    private const uint NoMerge = uint.MaxValue;

    // By rank, then place: both in one number.
    private readonly PriorityQueue<int, ulong> queue = new();
    private Symbol[] symbols = new Symbol[64];

    /// <summary>A symbol, and where it stands in the word.</summary>
    internal struct Symbol
    {
        /// <summary>Its id; <see cref="None"/> once it was merged into the symbol before it.</summary>
        public int Id;

        /// <summary>Where it begins in the text.</summary>
        public int Start;

        /// <summary>How many units of the text it has.</summary>
        public int Length;

        /// <summary>The symbol before it.</summary>
        public int Previous;

        /// <summary>The symbol after it.</summary>
        public int Next;

        /// <summary>Whether it merges with nothing.</summary>
        public bool IsFrozen;
    }

    internal int Count { get; private set; }

    internal Span<Symbol> Symbols => symbols.AsSpan(0, Count);

    internal void Clear() => Count = 0;

    /// <summary>Adds a symbol at the end.</summary>
    internal void Add(int id, int start, int length, bool isFrozen = false)
    {
        if (Count == symbols.Length) Array.Resize(ref symbols, checked(2 * Count));
        symbols[Count] = new Symbol { Id = id, Start = start, Length = length, Previous = Count - 1, Next = None, IsFrozen = isFrozen };
        if (Count > 0) symbols[Count - 1].Next = Count;
        Count++;
    }

    /// <summary>Merges pairs until none is left that merges: the lowest rank first, the leftmost of equal ones.</summary>
    internal void Merge<TRule>(scoped in TRule rule)
        where TRule : IMergeRule, allows ref struct
    {
        if (Count <= Few)
        {
            MergeFew(rule);
            return;
        }

        queue.Clear();
        for (int i = 0; i + 1 < Count; i++) Enqueue(rule, i);
        while (queue.TryDequeue(out int target, out ulong priority))
        {
            // What was queued may be out of date. As in tokenizers, it counts where the pair that stands there now merges into the same.
            int place = (int)(uint)priority;
            ref Symbol left = ref symbols[place];
            if (left.Id == None || left.Next == None) continue;
            ref Symbol right = ref symbols[left.Next];
            if (!rule.TryFind(left, right, out _, out int merged) || merged != target) continue;

            left.Id = merged;
            left.Length += right.Length;
            left.Next = right.Next;
            right.Id = None;
            if (left.Next != None)
            {
                symbols[left.Next].Previous = place;
                Enqueue(rule, place);
            }

            if (left.Previous != None) Enqueue(rule, left.Previous);
        }
    }

    // In a word of a few symbols all pairs are looked at for each merge, which is faster than a queue.
    private void MergeFew<TRule>(scoped in TRule rule)
        where TRule : IMergeRule, allows ref struct
    {
        Span<uint> ranks = stackalloc uint[Few];
        Span<int> targets = stackalloc int[Few];
        for (int i = 0; i + 1 < Count; i++) Look(rule, i, ranks, targets);
        while (Count > 1)
        {
            int best = 0;
            for (int i = 1; i + 1 < Count; i++)
            {
                if (ranks[i] < ranks[best]) best = i;
            }

            if (ranks[best] == NoMerge) break;
            symbols[best].Id = targets[best];
            symbols[best].Length += symbols[best + 1].Length;
            symbols.AsSpan((best + 2)..Count).CopyTo(symbols.AsSpan(best + 1));
            ranks[(best + 2)..Count].CopyTo(ranks[(best + 1)..]);
            targets[(best + 2)..Count].CopyTo(targets[(best + 1)..]);
            Count--;
            if (best + 1 < Count) Look(rule, best, ranks, targets);
            if (best > 0) Look(rule, best - 1, ranks, targets);
        }

        for (int i = 0; i < Count; i++) symbols[i].Next = i + 1 < Count ? i + 1 : None;
    }

    private void Look<TRule>(scoped in TRule rule, int left, Span<uint> ranks, Span<int> targets)
        where TRule : IMergeRule, allows ref struct
        => ranks[left] = rule.TryFind(symbols[left], symbols[left + 1], out uint rank, out targets[left]) ? rank : NoMerge;

    private void Enqueue<TRule>(scoped in TRule rule, int left)
        where TRule : IMergeRule, allows ref struct
    {
        if (rule.TryFind(symbols[left], symbols[symbols[left].Next], out uint rank, out int merged)) queue.Enqueue(merged, ((ulong)rank << 32) | (uint)left);
    }
}
