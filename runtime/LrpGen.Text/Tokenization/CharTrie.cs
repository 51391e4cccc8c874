using System.Numerics;

namespace LrpGen.Text.Tokenization;

/// <summary>A read-only trie over UTF-16 units: a hash table of its edges, so that a step is one look into memory.</summary>
/// <remarks>
/// No key is put in before those that it begins with. A node where a key ends has the number of that key, any other node a larger one, and no
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
    /// <param name="ids">Which of them, smaller ids first; empty ones are left out.</param>
    /// <param name="skip">How many units at the beginning of each piece are left out.</param>
    /// <exception cref="InvalidDataException">There are more nodes than a trie can have.</exception>
    internal static CharTrie Of(PieceTable pieces, ReadOnlySpan<int> ids, int skip = 0)
    {
        int[] ordered = Ordered(pieces, ids, skip);
        int largest = None;
        foreach (int id in ordered) largest = Math.Max(largest, pieces[id][skip]);
        CharTrie trie = new(ordered, largest + 1);
        for (int number = 0; number < ordered.Length; number++) trie.Add(pieces[ordered[number]][skip..], number);
        return trie;
    }

    /// <summary>The trie of all pieces of a table.</summary>
    internal static CharTrie Of(PieceTable pieces) => Of(pieces, [.. Enumerable.Range(0, pieces.Count)]);

    /// <summary>The node of a first character, or <see cref="None"/>.</summary>
    internal int Root(char c) => c < root.Length ? root[c] : None;

    /// <summary>The value of the key that ends at a node, or <see cref="None"/>.</summary>
    private int Value(int node)
    {
        int number = node & ~HasChildren;
        return number < values.Length ? values[number] : None;
    }

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
    private int Child(int node, char c)
    {
        if ((node & HasChildren) == 0) return None;
        ulong key = KeyOf(node & ~HasChildren, c);
        ulong[] table = edges;
        for (int at = (int)(key * Multiplier >> shift); ; at = (at + 1) & (table.Length - 1))
        {
            ulong edge = table[at];
            if (edge >> KeyShift == key) return (int)edge & ((HasChildren << 1) - 1);
            if (edge == 0) return None;
        }
    }

    // Node 0 may leave by the character 0, so that keys are one more: no edge is 0.
    private static ulong KeyOf(int node, char c) => (((ulong)(uint)node << 16) | c) + 1;

    // Of equal pieces the larger id first, shorter pieces before longer ones, and those with the same first two characters together: they share
    // nodes, which are then at hand. Counting sorts, which keep the order of equals.
    private static int[] Ordered(PieceTable pieces, ReadOnlySpan<int> ids, int skip)
    {
        const int Groups = 1 << 13;
        int[] used = new int[ids.Length];
        int count = 0, longest = 0;
        for (int i = ids.Length - 1; i >= 0; i--)
        {
            int length = pieces[ids[i]].Length - skip;
            if (length <= 0) continue;
            used[count++] = ids[i];
            longest = Math.Max(longest, length);
        }

        Array.Resize(ref used, count);
        used = Sorted(used, longest + 1, id => pieces[id].Length - skip);
        return Sorted(used, Groups, id => pieces[id][skip..] is [var first, var second, ..] ? ((first * 31) + second) & (Groups - 1) : 0);
    }

    private static int[] Sorted(int[] ids, int keys, Func<int, int> keyOf)
    {
        int[] keyed = new int[ids.Length], places = new int[keys + 1], sorted = new int[ids.Length];
        for (int i = 0; i < ids.Length; i++) places[(keyed[i] = keyOf(ids[i])) + 1]++;
        for (int key = 1; key < places.Length; key++) places[key] += places[key - 1];
        for (int i = 0; i < ids.Length; i++) sorted[places[keyed[i]]++] = ids[i];
        return sorted;
    }

    private void Add(ReadOnlySpan<char> key, int number)
    {
        while (2 * (edgeCount + key.Length) > edges.Length) Resize(64 - shift + 1);
        ref int first = ref root[key[0]];
        if (first < 0) first = key.Length == 1 ? number : NewNode();
        if (key.Length == 1) return;

        if ((first & HasChildren) == 0) first |= HasChildren;
        int node = first & ~HasChildren;
        for (int i = 1; i < key.Length; i++)
        {
            ref ulong edge = ref EdgeOf(node, key[i]);
            bool isLast = i == key.Length - 1;
            if (edge == 0)
            {
                edge = (KeyOf(node, key[i]) << KeyShift) | (uint)(isLast ? number : NewNode());
                edgeCount++;
            }

            if (!isLast && (edge & HasChildren) == 0) edge |= HasChildren;
            node = (int)edge & (HasChildren - 1);
        }
    }

    private ref ulong EdgeOf(int node, char c)
    {
        ulong key = KeyOf(node, c);
        ulong[] table = edges;
        for (int at = (int)(key * Multiplier >> shift); ; at = (at + 1) & (table.Length - 1))
        {
            ref ulong edge = ref table[at];
            if (edge == 0 || edge >> KeyShift == key) return ref edge;
        }
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
            while (edges[at] != 0) at = (at + 1) & (edges.Length - 1);
            edges[at] = edge;
        }
    }
}
