using System.Numerics;

namespace LrpGen.Text.Tokenization;

/// <summary>Finds the ids of a table's pieces: a hash table of ids, without strings.</summary>
internal sealed class PieceIndex
{
    private readonly PieceTable pieces;

    // The upper half is the hash, the lower one the id and 1; 0 is a free slot.
    private readonly ulong[] slots;

    /// <param name="pieces">The table.</param>
    internal PieceIndex(PieceTable pieces)
    {
        this.pieces = pieces;
        slots = new ulong[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * pieces.Count, 4))];
    }

    /// <summary>An index of all pieces that have a text. Of equal ones the first counts.</summary>
    internal static PieceIndex OfAll(PieceTable pieces)
    {
        PieceIndex index = new(pieces);
        for (int id = 0; id < pieces.Count; id++)
        {
            if (!pieces[id].IsEmpty) index.TryAdd(id);
        }

        return index;
    }

    /// <summary>The id of a piece, or -1.</summary>
    internal int Find(ReadOnlySpan<char> piece) => (int)(uint)Slot(piece, out _) - 1;

    /// <summary>Adds a piece of the table; false where an equal one is there.</summary>
    internal bool TryAdd(int id)
    {
        ref ulong slot = ref Slot(pieces[id], out uint hash);
        if (slot != 0) return false;
        slot = ((ulong)hash << 32) | ((uint)id + 1);
        return true;
    }

    /// <summary>Adds a piece of the table in the place of an equal one.</summary>
    internal void Set(int id)
    {
        ref ulong slot = ref Slot(pieces[id], out uint hash);
        slot = ((ulong)hash << 32) | ((uint)id + 1);
    }

    private ref ulong Slot(ReadOnlySpan<char> piece, out uint hash)
    {
        hash = (uint)string.GetHashCode(piece);
        int mask = slots.Length - 1;
        for (int at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            ref ulong slot = ref slots[at];
            if (slot == 0 || (slot >> 32 == hash && pieces[(int)(uint)slot - 1].SequenceEqual(piece))) return ref slot;
        }
    }
}
