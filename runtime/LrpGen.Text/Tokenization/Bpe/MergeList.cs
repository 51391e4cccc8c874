namespace LrpGen.Text.Tokenization;

/// <summary>Which neighbouring symbols merge.</summary>
internal interface IMergeRule
{
    /// <summary>Whether two symbols merge: pairs of lower rank first.</summary>
    bool TryFind(in MergeList.Symbol left, in MergeList.Symbol right, out double rank, out int merged);
}

/// <summary>The symbols of a word while pairs of them are merged: a linked list in arrays, and a queue of merges that may be next.</summary>
internal sealed class MergeList
{
    internal const int None = -1;

    private readonly PriorityQueue<(int Place, int Merged), (double Rank, int Place)> queue = new();
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
        queue.Clear();
        for (int i = 0; i + 1 < Count; i++) Enqueue(rule, i);
        while (queue.TryDequeue(out (int Place, int Merged) merge, out _))
        {
            // What was queued may be out of date. As in tokenizers, it counts where the pair that stands there now merges into the same.
            ref Symbol left = ref symbols[merge.Place];
            if (left.Id == None || left.Next == None) continue;
            ref Symbol right = ref symbols[left.Next];
            if (!rule.TryFind(left, right, out _, out int merged) || merged != merge.Merged) continue;

            left.Id = merged;
            left.Length += right.Length;
            left.Next = right.Next;
            right.Id = None;
            if (left.Next != None)
            {
                symbols[left.Next].Previous = merge.Place;
                Enqueue(rule, merge.Place);
            }

            if (left.Previous != None) Enqueue(rule, left.Previous);
        }
    }

    private void Enqueue<TRule>(scoped in TRule rule, int left)
        where TRule : IMergeRule, allows ref struct
    {
        if (rule.TryFind(symbols[left], symbols[symbols[left].Next], out double rank, out int merged)) queue.Enqueue((left, merged), (rank, left));
    }
}
