namespace LrpGen.Text.Unigram;

/// <summary>The replacements of a SentencePiece model's normalisation: strings of the source and what they become.</summary>
internal sealed class Charsmap
{
    private readonly CharTrie trie;
    private readonly string[] replacements;

    internal Charsmap(IReadOnlyList<KeyValuePair<string, string>> rules)
    {
        string[] keys = new string[rules.Count];
        int[] values = new int[rules.Count];
        replacements = new string[rules.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = rules[i].Key;
            values[i] = i;
            replacements[i] = rules[i].Value;
        }

        trie = new CharTrie(keys, values);
    }

    /// <summary>A map that replaces nothing.</summary>
    internal static Charsmap Identity { get; } = new([]);

    /// <summary>What the shortest key that <paramref name="text"/> begins with becomes, or null.</summary>
    internal string? FindShortest(ReadOnlySpan<char> text)
    {
        int node = trie.Root(text[0]);
        for (int length = 1; node >= 0; length++)
        {
            int value = trie.Value(node);
            if (value >= 0) return replacements[value];
            if (length == text.Length) break;
            node = trie.Child(node, text[length]);
        }

        return null;
    }

    /// <summary>What the longest key that <paramref name="text"/> begins with becomes, or null, and its length.</summary>
    internal string? FindLongest(ReadOnlySpan<char> text, out int keyLength)
    {
        string? found = null;
        keyLength = 0;
        int node = trie.Root(text[0]);
        for (int length = 1; node >= 0; length++)
        {
            int value = trie.Value(node);
            if (value >= 0)
            {
                found = replacements[value];
                keyLength = length;
            }

            if (length == text.Length) break;
            node = trie.Child(node, text[length]);
        }

        return found;
    }
}
