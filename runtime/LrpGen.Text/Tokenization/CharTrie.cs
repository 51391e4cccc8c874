namespace LrpGen.Text.Tokenization;

/// <summary>A read-only trie over UTF-16 units, laid out breadth first so that the children of a node lie side by side.</summary>
internal sealed class CharTrie
{
    /// <summary>No node, or a node without a value.</summary>
    internal const int None = -1;

    // The root has tens of thousands of children (every Han character), so it gets a table; all others a sorted list.
    private readonly int[] root;
    private readonly char[] labels;
    private readonly int[] firstChild;
    private readonly int[] values;

    /// <summary>Builds the trie. Both arrays are reordered. Of equal keys the one with the largest value counts.</summary>
    internal CharTrie(string[] keys, int[] keyValues)
    {
        Array.Sort(keys, keyValues, StringComparer.Ordinal);
        root = new int[keys.Length > 0 && keys[^1].Length > 0 ? keys[^1][0] + 1 : 0];
        Array.Fill(root, None);

        var label = new List<char> { '\0' };
        var value = new List<int> { None };
        var children = new List<int>();
        var pending = new Queue<(int First, int End, int Depth)>();
        pending.Enqueue((0, keys.Length, 0));

        for (int node = 0; pending.TryDequeue(out (int First, int End, int Depth) range); node++)
        {
            (int key, int end, int depth) = range;
            for (; key < end && keys[key].Length == depth; key++) value[node] = Math.Max(value[node], keyValues[key]);

            children.Add(label.Count);
            while (key < end)
            {
                int first = key;
                char c = keys[key][depth];
                while (key < end && keys[key][depth] == c) key++;

                if (node == 0) root[c] = label.Count;
                label.Add(c);
                value.Add(None);
                pending.Enqueue((first, key, depth + 1));
            }
        }

        children.Add(label.Count);
        labels = [.. label];
        values = [.. value];
        firstChild = [.. children];
    }

    /// <summary>The node of a first character, or <see cref="None"/>.</summary>
    internal int Root(char c) => c < root.Length ? root[c] : None;

    /// <summary>The value of the key that ends at a node, or <see cref="None"/>.</summary>
    internal int Value(int node) => values[node];

    /// <summary>The value of the longest key that a text begins with, or <see cref="None"/>.</summary>
    internal int Longest(ReadOnlySpan<char> text, out int length)
    {
        (int found, length) = (None, 0);
        int node = Root(text[0]);
        for (int at = 1; node >= 0; at++)
        {
            if (Value(node) >= 0) (found, length) = (Value(node), at);
            if (at == text.Length) break;
            node = Child(node, text[at]);
        }

        return found;
    }

    /// <summary>The node that follows <paramref name="node"/> by <paramref name="c"/>, or <see cref="None"/>.</summary>
    internal int Child(int node, char c)
    {
        int low = firstChild[node];
        int high = firstChild[node + 1];
        while (high - low > 8)
        {
            int middle = (low + high) >>> 1;
            if (labels[middle] <= c) low = middle;
            else high = middle;
        }

        for (; low < high; low++)
        {
            if (labels[low] == c) return low;
        }

        return None;
    }
}
