using System.Numerics;

namespace LrpGen.Text.Tokenization;

/// <summary>A read-only trie over UTF-16 units: a hash table of its edges, so that a step is one look into memory.</summary>
/// <remarks>
/// Keys are put in shorter ones first. A node where a key ends has the number of that key in this order, any other node a larger one, and no
/// table says which value belongs to which node. An edge is 64 bits: the node that it leaves (24), its character (16), the node that it reaches
/// (23), and whether any edge leaves that.
/// </remarks>
internal sealed class CharTrie
{
    /// <summary>No node, or a node without a value.</summary>
    internal const int None = -1;

    private const int MaxNodes = 1 << 23;
    private const int HasChildren = 1 << 23;
    private const int KeyShift = 24;

    // The place of an edge is the upper bits of a product with 2^64 divided by the golden ratio (Knuth, TAOCP 3, 6.4).
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    // Every first character has its node here: half of all steps are the first.
    private readonly int[] root;
    private readonly int[] values;
    private ulong[] edges;
    private int shift;
    private int edgeCount;
    private int nodeCount;

    private CharTrie(int[] values, int rootSize)
    {
        if (values.Length > MaxNodes) throw TooMany();
        this.values = values;
        root = new int[rootSize];
        Array.Fill(root, None);
        nodeCount = values.Length;
        edges = [];
        Resize(BitOperations.Log2((uint)Math.Max(values.Length, 2)) + 3);
    }

    /// <summary>Builds the trie of some pieces of a table, whose values are their ids. Of equal pieces the largest id counts.</summary>
    /// <param name="pieces">The table.</param>
    /// <param name="ids">Which of them; empty ones are left out.</param>
    /// <param name="skip">How many units at the beginning of each piece are left out.</param>
    /// <exception cref="InvalidDataException">There are more nodes than a trie can have.</exception>
    internal static CharTrie Of(PieceTable pieces, ReadOnlySpan<int> ids, int skip = 0)
    {
        int[] ordered = ByLength(pieces, ids, skip);
        int largest = None;
        foreach (int id in ordered) largest = Math.Max(largest, pieces[id][skip]);
        CharTrie trie = new(ordered, largest + 1);
        for (int number = 0; number < ordered.Length; number++) trie.Add(pieces[ordered[number]][skip..], number);
        trie.MarkParents();
        return trie;
    }

    /// <summary>The trie of all pieces of a table.</summary>
    internal static CharTrie Of(PieceTable pieces) => Of(pieces, [.. Enumerable.Range(0, pieces.Count)]);

    /// <summary>How many keys there are.</summary>
    internal int KeyCount => values.Length;

    /// <summary>The node of a first character, or <see cref="None"/>.</summary>
    internal int Root(char c) => c < root.Length ? root[c] : None;

    /// <summary>The value of the key that ends at a node, or <see cref="None"/>.</summary>
    internal int Value(int node)
    {
        int number = Number(node);
        return number < values.Length ? values[number] : None;
    }

    /// <summary>The number of the key that ends at a node, below <see cref="KeyCount"/>; any larger number where none ends.</summary>
    internal static int Number(int node) => node & ~HasChildren;

    /// <summary>The value of a key by its number.</summary>
    internal int ValueOf(int number) => values[number];

    /// <summary>The value of the longest key that a text begins with, or <see cref="None"/>.</summary>
    internal int Longest(ReadOnlySpan<char> text, out int length)
    {
        (int found, length) = (None, 0);
        int node = Root(text[0]);
        for (int at = 1; node >= 0; at++)
        {
            if (Value(node) is >= 0 and int value) (found, length) = (value, at);
            if (at == text.Length) break;
            node = Child(node, text[at]);
        }

        return found;
    }

    /// <summary>The value of the key that a text is, or <see cref="None"/>.</summary>
    internal int Find(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return None;
        int node = Root(text[0]);
        for (int at = 1; node >= 0 && at < text.Length; at++) node = Child(node, text[at]);
        return node < 0 ? None : Value(node);
    }

    /// <summary>The node that follows <paramref name="node"/> by <paramref name="c"/>, or <see cref="None"/>.</summary>
    internal int Child(int node, char c)
    {
        if ((node & HasChildren) == 0) return None;
        ulong key = KeyOf(node & ~HasChildren, c);
        ulong[] table = edges;
        for (int at = (int)(key * Multiplier >> shift); ; at = at + 1 < table.Length ? at + 1 : 0)
        {
            ulong edge = table[at];
            if (edge >> KeyShift == key) return (int)edge & ((HasChildren << 1) - 1);
            if (edge == 0) return None;
        }
    }

    // Node 0 may leave by the character 0, so that keys are one more: no edge is 0.
    private static ulong KeyOf(int node, char c) => (((ulong)(uint)node << 16) | c) + 1;

    // Counting sort by length; of one length larger ids first.
    private static int[] ByLength(PieceTable pieces, ReadOnlySpan<int> ids, int skip)
    {
        int[] places = new int[2];
        foreach (int id in ids)
        {
            int length = Math.Max(0, pieces[id].Length - skip);
            if (length + 1 >= places.Length) Array.Resize(ref places, length + 2);
            if (length > 0) places[length + 1]++;
        }

        for (int length = 1; length < places.Length; length++) places[length] += places[length - 1];
        int[] ordered = new int[places[^1]];
        for (int i = ids.Length - 1; i >= 0; i--)
        {
            int length = Math.Max(0, pieces[ids[i]].Length - skip);
            if (length > 0) ordered[places[length]++] = ids[i];
        }

        return ordered;
    }

    private void Add(ReadOnlySpan<char> key, int number)
    {
        ref int first = ref root[key[0]];
        if (key.Length == 1)
        {
            if (first < 0) first = number;
            return;
        }

        if (first < 0) first = NewNode();
        int node = first;
        for (int i = 1; i < key.Length; i++) node = GetOrAdd(node, key[i], i == key.Length - 1 ? number : None);
    }

    private int GetOrAdd(int node, char c, int number)
    {
        if (2 * edgeCount >= edges.Length) Resize(64 - shift + 1);
        ulong key = KeyOf(node, c);
        int at = (int)(key * Multiplier >> shift);
        while (edges[at] != 0)
        {
            if (edges[at] >> KeyShift == key) return (int)edges[at] & (HasChildren - 1);
            at = at + 1 < edges.Length ? at + 1 : 0;
        }

        int child = number >= 0 ? number : NewNode();
        edges[at] = (key << KeyShift) | (uint)child;
        edgeCount++;
        return child;
    }

    private int NewNode() => nodeCount < MaxNodes ? nodeCount++ : throw TooMany();

    private static InvalidDataException TooMany() => new($"found a vocabulary whose pieces have more than {MaxNodes} beginnings.");

    private void Resize(int bits)
    {
        ulong[] old = edges;
        edges = new ulong[1 << bits];
        shift = 64 - bits;
        foreach (ulong edge in old)
        {
            if (edge == 0) continue;
            int at = (int)((edge >> KeyShift) * Multiplier >> shift);
            while (edges[at] != 0) at = at + 1 < edges.Length ? at + 1 : 0;
            edges[at] = edge;
        }
    }

    private void MarkParents()
    {
        bool[] isParent = new bool[nodeCount];
        foreach (ulong edge in edges)
        {
            if (edge != 0) isParent[((edge >> KeyShift) - 1) >> 16] = true;
        }

        for (int i = 0; i < edges.Length; i++)
        {
            if (edges[i] != 0 && isParent[edges[i] & (HasChildren - 1)]) edges[i] |= HasChildren;
        }

        for (int i = 0; i < root.Length; i++)
        {
            if (root[i] >= 0 && isParent[root[i]]) root[i] |= HasChildren;
        }
    }
}
