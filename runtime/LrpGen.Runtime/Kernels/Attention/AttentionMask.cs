namespace LrpGen.Runtime;

/// <summary>Where queries stand, and which keys they see.</summary>
/// <param name="shape">The mask's kind.</param>
/// <param name="positions">The position of each query among its sequence's keys; null where the shape says it.</param>
internal readonly unsafe struct AttentionMask(AttentionShape shape, int* positions)
{
    /// <summary>Whether some keys are hidden from some queries.</summary>
    public bool Hides => shape.Hides;

    /// <summary>The position of a query, counted from its sequence's first, among the keys.</summary>
    public int Position(in AttentionItem item, int query) =>
        positions != null ? positions[item.FirstQuery + query]
        : shape.Queries == QueryPlace.Last ? item.Keys - item.Queries + query
        : query;

    /// <summary>The keys that a query sees.</summary>
    public KeyRange Of(in AttentionItem item, int query)
    {
        if (!Hides)
        {
            return new(0, item.Keys);
        }

        int position = Position(item, query), from = 0, to = item.Keys;
        if (shape.Causal)
        {
            to = position + 1;
            from = shape.Window > 0 ? Math.Max(0, to - shape.Window) : 0;
        }
        else
        {
            int reach = shape.Window / 2;
            from = Math.Max(0, position - reach);
            to = (int)Math.Min(to, (long)position + reach + 1);
        }

        return new(from, to);
    }

    /// <summary>The keys that a block of queries sees, from a whole vector on.</summary>
    public KeyRange Of(in AttentionItem item, int query, int count)
    {
        if (!Hides)
        {
            return new(0, item.Keys);
        }

        KeyRange all = Of(item, query);
        for (int i = 1; i < count; i++)
        {
            KeyRange next = Of(item, query + i);
            all = new(Math.Min(all.From, next.From), Math.Max(all.To, next.To));
        }

        return new(all.From / 16 * 16, all.To);
    }
}

/// <summary>The keys From..To − 1 of a sequence.</summary>
internal readonly record struct KeyRange(int From, int To)
{
    /// <summary>Number of keys.</summary>
    public int Count => To - From;

    /// <summary>The end in whole vectors.</summary>
    public int PaddedTo => Matrix.Pad(To);

    /// <summary>Vectors of a range that begins with one.</summary>
    public int Blocks => (PaddedTo - From) / 16;
}
