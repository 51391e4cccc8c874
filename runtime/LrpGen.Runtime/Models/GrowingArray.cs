namespace LrpGen.Runtime;

/// <summary>Memory of a call that grows to the largest one and is then used again; its length is that of the call.</summary>
internal struct GrowingArray<T>
    where T : struct
{
    private T[]? items;

    /// <summary>Number of items of this call.</summary>
    public int Length { get; private set; }

    /// <summary>The items.</summary>
    public readonly Span<T> Span => items.AsSpan(0, Length);

    /// <summary>An item.</summary>
    public readonly ref T this[int index] => ref Span[index];

    /// <summary>Makes room for a call and sets all items to zero.</summary>
    public void Clear(int length)
    {
        if (items is null || items.Length < length)
        {
            items = length == 0 ? items : new T[length];
        }
        else
        {
            items.AsSpan(0, length).Clear();
        }

        Length = length;
    }
}
