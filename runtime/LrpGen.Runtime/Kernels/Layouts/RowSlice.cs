namespace LrpGen.Runtime;

/// <summary>
/// Some indices of one axis behind the channels: a sample's rows are Outer × Size × Inner, and those taken have the middle
/// index First, First + Step, …, Count of them.
/// </summary>
/// <param name="Outer">Rows of the axes before it.</param>
/// <param name="Size">Length of the axis.</param>
/// <param name="Inner">Rows of the axes behind it.</param>
/// <param name="First">First index.</param>
/// <param name="Step">From one index to the next.</param>
/// <param name="Count">How many indices.</param>
public readonly record struct RowSlice(int Outer, int Size, int Inner, int First, int Step, int Count)
{
    internal int WholePositions => Outer * Size * Inner;

    internal int PartPositions => Outer * Count * Inner;

    /// <summary>The row of the whole sample in which a row of the part lies.</summary>
    internal int WholeRow(int partRow)
    {
        int index = partRow / Inner % Count;
        return (((partRow / Inner / Count * Size) + First + (index * Step)) * Inner) + (partRow % Inner);
    }
}
