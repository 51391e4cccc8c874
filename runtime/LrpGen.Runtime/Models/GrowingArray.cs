namespace LrpGen.Runtime;

/// <summary>Memory of a call that grows to the largest one and is then used again; its length is that of the call.</summary>
internal struct GrowingArray<T>
    where T : struct
{
    private T[]? items;

    /// <summary>Number of items of this call.</summary>
    public int Length { get; private set; }

    /// <summary>Number of items that there is room for.</summary>
    public readonly int Capacity => items?.Length ?? 0;

    /// <summary>The items.</summary>
    public readonly Span<T> Span => items.AsSpan(0, Length);

    /// <summary>An item.</summary>
    public readonly ref T this[int index] => ref Span[index];

    /// <summary>Makes room for a call that writes all items.</summary>
    public void Resize(int length)
    {
        if (Capacity < length)
        {
            items = new T[length];
        }

        Length = length;
    }

    /// <summary>Makes room for a call and sets all items to zero.</summary>
    public void Clear(int length)
    {
        Resize(length);
        Span.Clear();
    }
}
