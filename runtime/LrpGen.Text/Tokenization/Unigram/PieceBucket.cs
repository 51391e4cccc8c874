using System.Numerics;

namespace LrpGen.Text.Tokenization;

/// <summary>A read-only trie over pieces of two and more UTF-16 units: a hash table of its edges, so that a step is one look into memory.</summary>
/// <remarks>
/// The first edge holds the first two units. No piece is put in before those that it begins with. A node where a piece ends has that piece's
/// number, any other node a larger one. An edge is 64 bits: the node that it leaves (23) and its character (16), or that it is a first one and
/// its two characters (33), and 1, which makes 40; the node that it reaches (23), and whether any edge leaves that.
/// </remarks>
internal sealed class PieceBucket
{
    /// <summary>The most nodes that a bucket can have.</summary>
    internal const int MaxNodes = 1 << 23;

    /// <summary>No node.</summary>
    internal const int None = -1;

    private const int HasChildren = 1 << 23;
    private const int KeyShift = 24;
    private const ulong FirstEdge = 1UL << 39;

    // The place of an edge is the upper bits of a product with 2^64 divided by the golden ratio (Knuth, TAOCP 3, 6.4).
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private readonly int[] ids;
    private readonly double[] scores;
    private ulong[] edges;
    private int shift;
    private int edgeCount;
    private int nodeCount;

    /// <param name="pieces">The piece of every id.</param>
    /// <param name="scoreOf">The score of every id.</param>
    /// <param name="found">The bucket's ids, smaller ones first.</param>
    internal PieceBucket(PieceTable pieces, double[] scoreOf, ReadOnlySpan<int> found)
    {
        // Shorter pieces first, and of equal ones the largest id.
        ids = found.ToArray();
        Array.Reverse(ids);
        long[] order = new long[ids.Length];
        for (int i = 0; i < ids.Length; i++) order[i] = ((long)pieces[ids[i]].Length << 32) | (uint)i;
        Array.Sort(order, ids);

        scores = new double[ids.Length];
        nodeCount = ids.Length;
        edges = [];
        Resize(BitOperations.Log2((uint)ids.Length) + 2);
        for (int number = 0; number < ids.Length; number++)
        {
            scores[number] = scoreOf[ids[number]];
            Add(pieces[ids[number]], number);
        }
    }

    /// <summary>How many numbers of nodes are those of pieces: the scores by those numbers.</summary>
    internal double[] Scores => scores;

    /// <summary>The number of the piece that ends at a node; one that has no score where none ends.</summary>
    internal static int Number(int node) => node & ~HasChildren;

    /// <summary>The id of a piece by its number.</summary>
    internal int IdOf(int number) => ids[number];

    /// <summary>The node of two first characters, or <see cref="None"/>.</summary>
    internal int First(char first, char second) => Follow(FirstKey(first, second));

    /// <summary>The node that follows another by a character, or <see cref="None"/>.</summary>
    internal int Child(int node, char c) => (node & HasChildren) == 0 ? None : Follow(KeyOf(Number(node), c));

    /// <summary>The id of a piece of two or more units, or -1.</summary>
    internal int Find(ReadOnlySpan<char> piece)
    {
        int node = First(piece[0], piece[1]);
        for (int i = 2; node >= 0 && i < piece.Length; i++) node = Child(node, piece[i]);
        return node >= 0 && Number(node) < ids.Length ? ids[Number(node)] : -1;
    }

    // No key is 0, so that no edge is.
    private static ulong KeyOf(int node, char c) => (((ulong)(uint)node << 16) | c) + 1;

    private static ulong FirstKey(char first, char second) => FirstEdge | ((ulong)first << 16) | second;

    private int Follow(ulong key)
    {
        ulong[] table = edges;
        for (int at = (int)(key * Multiplier >> shift); ; at = (at + 1) & (table.Length - 1))
        {
            ulong edge = table[at];
            if (edge >> KeyShift == key) return (int)edge & ((HasChildren << 1) - 1);
            if (edge == 0) return None;
        }
    }

    private void Add(ReadOnlySpan<char> piece, int number)
    {
        while (2 * (edgeCount + piece.Length) > edges.Length) Resize(64 - shift + 1);
        ref ulong edge = ref Step(FirstKey(piece[0], piece[1]), piece.Length == 2, number);
        for (int i = 2; i < piece.Length; i++)
        {
            edge |= HasChildren;
            edge = ref Step(KeyOf((int)edge & (HasChildren - 1), piece[i]), i == piece.Length - 1, number);
        }
    }

    private ref ulong Step(ulong key, bool isLast, int number)
    {
        ulong[] table = edges;
        int at = (int)(key * Multiplier >> shift);
        while (table[at] != 0 && table[at] >> KeyShift != key) at = (at + 1) & (table.Length - 1);
        ref ulong edge = ref table[at];
        if (edge == 0)
        {
            edge = (key << KeyShift) | (uint)(isLast ? number : nodeCount++);
            edgeCount++;
        }

        return ref edge;
    }

    private void Resize(int bits)
    {
        ulong[] old = edges;
        edges = new ulong[1 << bits];
        shift = 64 - bits;
        foreach (ulong edge in old)
        {
            if (edge == 0) continue;
            int at = (int)((edge >> KeyShift) * Multiplier >> shift);
            while (edges[at] != 0) at = (at + 1) & (edges.Length - 1);
            edges[at] = edge;
        }
    }
}
