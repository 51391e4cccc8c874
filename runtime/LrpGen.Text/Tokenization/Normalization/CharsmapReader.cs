using System.Buffers.Binary;
using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>
/// Reads a precompiled charsmap: the size of a double-array trie in bytes, the trie (Darts-clone, 32-bit units), then the
/// replacements, each ended by a zero byte, to which the values of the trie point.
/// </summary>
/// <remarks>
/// Every unit that can be reached is looked at once. So a corrupt map is found here, with its file's name, and the
/// normaliser never follows a foreign offset.
/// </remarks>
internal sealed class CharsmapReader
{
    private const byte New = 0;
    private const byte OnPath = 0xFE;

    // Within a character that many continuation bytes are still to come; a unit that was seen holds one more.
    private const int MaxContinuation = 3;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly string place;
    private readonly uint[] units;
    private readonly byte[] texts;
    private readonly int[] replacementAt;
    private readonly int[] firstOfBase;
    private readonly int[] nextOfBase;

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
        replacementAt = new int[texts.Length];

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

    /// <summary>Reads a map.</summary>
    /// <param name="bytes">The map; none at all means that nothing is replaced.</param>
    /// <param name="place">File and field, for messages.</param>
    /// <exception cref="InvalidDataException">The map is corrupt.</exception>
    internal static Charsmap Read(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.IsEmpty) return Charsmap.Identity;

        var reader = new CharsmapReader(bytes, place);
        char[] replacements = reader.ReadTexts();
        reader.Check();
        return new Charsmap(reader.units, reader.replacementAt, replacements);
    }

    /// <summary>Decodes all replacements at once, and notes where each of them begins: −1 elsewhere.</summary>
    private char[] ReadTexts()
    {
        char[] chars;
        try
        {
            chars = Utf8.GetChars(texts);
        }
        catch (DecoderFallbackException e)
        {
            throw Corrupt($"the replacements are not UTF-8: {e.Message}");
        }

        int at = 0;
        bool begins = true;
        for (int i = 0; i < texts.Length; i++)
        {
            // Without an end, the last one is none.
            bool begun = begins && texts.AsSpan(i).Contains((byte)0);
            replacementAt[i] = begun ? at : -1;
            begins = texts[i] == 0;

            // The first byte of a character counts, and that of one beyond U+FFFF twice.
            if ((texts[i] & 0xC0) != 0x80) at += texts[i] >= 0xF0 ? 2 : 1;
        }

        return chars;
    }

    /// <summary>Walks through the trie: no way leads out of it or in a circle, and keys are whole characters.</summary>
    /// <remarks>Units with equal continuations are shared, so this takes as many steps as there are units, not keys.</remarks>
    private void Check()
    {
        byte[] state = new byte[units.Length];
        var path = new Stack<(uint Node, int Next, byte Pending)>();
        Enter(Charsmap.ChildrenOf(0, units[0]), 0, state, path);
        while (path.TryPop(out (uint Node, int Next, byte Pending) at))
        {
            if (at.Next < 0)
            {
                state[at.Node] = (byte)(at.Pending + 1);
                continue;
            }

            path.Push(at with { Next = nextOfBase[at.Next] });
            uint unit = units[at.Next];
            uint children = Charsmap.ChildrenOf((uint)at.Next, unit);
            byte pending = Continue(at.Pending, (byte)unit);
            Enter(children, pending, state, path);
            if (Charsmap.HasValue(unit)) CheckValue(units[children], pending);
        }
    }

    private void Enter(uint node, byte pending, byte[] state, Stack<(uint Node, int Next, byte Pending)> path)
    {
        if (node >= units.Length) throw Corrupt($"the trie points to unit {node} of {units.Length}");
        if (state[node] == OnPath) throw Corrupt($"the trie has a loop through unit {node}");
        if (state[node] == New)
        {
            state[node] = OnPath;
            path.Push((node, firstOfBase[node], pending));
        }
        else if (state[node] != pending + 1)
        {
            throw Corrupt($"unit {node} is reached at different places of a character");
        }
    }

    private byte Continue(byte pending, byte b) => (pending, b) switch
    {
        (0, < 0x80) => 0,
        (0, >= 0xC2 and < 0xE0) => 1,
        (0, >= 0xE0 and < 0xF0) => 2,
        (0, >= 0xF0 and < 0xF5) => MaxContinuation,
        ( > 0, >= 0x80 and < 0xC0) => (byte)(pending - 1),
        _ => throw Corrupt($"a key has the byte 0x{b:X2} where UTF-8 has none"),
    };

    private void CheckValue(uint value, byte pending)
    {
        if (pending != 0) throw Corrupt("a key ends within a character");
        int at = Charsmap.ValueOf(value);
        if (at >= texts.Length || replacementAt[at] < 0)
        {
            throw Corrupt($"byte {at} of {texts.Length} is not the beginning of a replacement");
        }
    }

    private InvalidDataException Corrupt(string what) => new($"{place}: corrupt character map: {what}.");
}
