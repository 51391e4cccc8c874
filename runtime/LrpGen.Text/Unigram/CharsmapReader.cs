using System.Buffers.Binary;
using System.Text;

namespace LrpGen.Text.Unigram;

/// <summary>
/// Reads a precompiled charsmap: the size of a double-array trie in bytes, the trie (Darts-clone, 32-bit units), then the
/// replacements, each ended by a zero byte, to which the values of the trie point.
/// </summary>
/// <remarks>
/// The trie is unrolled once into plain rules. So a corrupt one is found here, with its file's name, and the
/// normaliser never follows a foreign offset.
/// </remarks>
internal sealed class CharsmapReader
{
    // Far above the published maps, whose rules are counted in thousands and whose keys have at most some 40 bytes; low
    // enough that a trie with loops is given up at once.
    private const int MaxRules = 1_000_000;
    private const int MaxKeyBytes = 128;
    private const int MaxSteps = 8_000_000;
    private const int MaxBytesOfKeys = 16_000_000;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly string place;
    private readonly uint[] units;
    private readonly byte[] texts;
    private readonly byte[] key = new byte[MaxKeyBytes];
    private readonly int[] firstOfBase;
    private readonly int[] nextOfBase;
    private readonly Dictionary<int, string> textAt = [];
    private readonly List<KeyValuePair<string, string>> rules = [];
    private int steps;
    private int bytesOfKeys;

    private CharsmapReader(ReadOnlySpan<byte> bytes, string place)
    {
        this.place = place;
        if (bytes.Length < 4) throw Corrupt($"{bytes.Length} bytes, needed at least 4");

        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size == 0 || size % 4 != 0 || size > bytes.Length - 4)
        {
            throw Corrupt($"a trie of {size} bytes in a map of {bytes.Length} bytes; needed a positive multiple of 4 that fits");
        }

        units = new uint[size / 4];
        for (int i = 0; i < units.Length; i++) units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + (4 * i))..]);
        texts = bytes[(4 + (int)size)..].ToArray();

        // The child of base b by byte c is unit b ^ c, and has c as its label. So every unit names the only base that it
        // can be a child of, and the children of a base can be listed without trying 255 bytes each.
        firstOfBase = new int[units.Length];
        nextOfBase = new int[units.Length];
        Array.Fill(firstOfBase, -1);
        for (int i = units.Length - 1; i > 0; i--)
        {
            uint label = units[i] & 0x8000_00FF;
            if (label is 0 or > 0xFF) continue;
            int parent = i ^ (int)label;
            if (parent >= units.Length) continue;
            nextOfBase[i] = firstOfBase[parent];
            firstOfBase[parent] = i;
        }
    }

    /// <summary>Reads the rules of a map.</summary>
    /// <param name="bytes">The map; none at all means that nothing is replaced.</param>
    /// <param name="place">File and field, for messages.</param>
    /// <exception cref="InvalidDataException">The map is corrupt.</exception>
    internal static Charsmap Read(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.IsEmpty) return Charsmap.Identity;

        var reader = new CharsmapReader(bytes, place);
        reader.Unroll(Base(0, reader.units[0]), 0);
        return new Charsmap(reader.rules);
    }

    private static uint Base(uint position, uint unit) => position ^ ((unit >> 10) << (int)((unit & 0x200) >> 6));

    private void Unroll(uint node, int depth)
    {
        if (node >= units.Length) throw Corrupt($"the trie points to unit {node} of {units.Length}");
        if (depth == MaxKeyBytes) throw Corrupt($"a key of more than {MaxKeyBytes} bytes");

        for (int child = firstOfBase[node]; child >= 0; child = nextOfBase[child])
        {
            if (++steps > MaxSteps) throw Corrupt($"a trie of {units.Length} units that has more than {MaxSteps} paths");

            uint unit = units[child];
            key[depth] = (byte)unit;
            uint next = Base((uint)child, unit);
            bool hasLeaf = (unit & 0x100) != 0;
            if (hasLeaf) AddRule(next, depth + 1);
            Unroll(next, depth + 1);
        }
    }

    private void AddRule(uint leaf, int keyBytes)
    {
        if (leaf >= units.Length) throw Corrupt($"the trie points to unit {leaf} of {units.Length}");
        bytesOfKeys += keyBytes;
        if (rules.Count == MaxRules || bytesOfKeys > MaxBytesOfKeys)
        {
            throw Corrupt($"more than {MaxRules} rules, or more than {MaxBytesOfKeys} bytes of keys");
        }

        int at = (int)(units[leaf] & 0x7FFF_FFFF);
        try
        {
            string from = Utf8.GetString(key, 0, keyBytes);
            rules.Add(new KeyValuePair<string, string>(from, TextAt(at)));
        }
        catch (DecoderFallbackException)
        {
            throw Corrupt($"rule {rules.Count}, whose text is at {at}, is not UTF-8");
        }
    }

    private string TextAt(int at)
    {
        if (textAt.TryGetValue(at, out string? known)) return known;
        if (at >= texts.Length || (at > 0 && texts[at - 1] != 0))
        {
            throw Corrupt($"byte {at} of {texts.Length} is not the beginning of a replacement");
        }

        int length = texts.AsSpan(at).IndexOf((byte)0);
        if (length < 0) throw Corrupt($"the replacement at byte {at} has no end");

        string text = Utf8.GetString(texts, at, length);
        textAt.Add(at, text);
        return text;
    }

    private InvalidDataException Corrupt(string what) => new($"{place}: corrupt character map: {what}.");
}
