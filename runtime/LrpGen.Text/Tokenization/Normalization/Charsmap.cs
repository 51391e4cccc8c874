using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>The replacements of a SentencePiece model's normalisation: strings of the source and what they become.</summary>
/// <remarks>
/// The keys are looked up where the file has them, in a double-array trie over UTF-8: unrolled, XLM-R's map is 225,000
/// strings. <see cref="CharsmapReader"/> has checked that every way through the trie stays within it.
/// </remarks>
internal sealed class Charsmap
{
    private readonly uint[] units;
    private readonly int[] replacementAt;
    private readonly char[] replacements;

    // What is known of keys that begin with a character, asked when it is first met. Two threads may both ask; they get the same.
    private readonly KeysBy[] keysBy = new KeysBy[char.MaxValue + 1];

    /// <param name="units">The trie.</param>
    /// <param name="replacementAt">For a value of the trie, where its replacement begins.</param>
    /// <param name="replacements">The replacements, each ended by a zero.</param>
    internal Charsmap(uint[] units, int[] replacementAt, char[] replacements)
    {
        this.units = units;
        this.replacementAt = replacementAt;
        this.replacements = replacements;
    }

    private enum KeysBy : byte
    {
        NotAsked,
        None,

        /// <summary>Keys of several characters, of which the second is not ASCII.</summary>
        BeforeOthers,
        Any,
    }

    /// <summary>A map that replaces nothing.</summary>
    internal static Charsmap Identity { get; } = new([0], [], []);

    /// <summary>Where the children of a unit begin: the child by a byte lies there, with the byte's bits flipped.</summary>
    internal static uint ChildrenOf(uint position, uint unit) => position ^ ((unit >> 10) << (int)((unit & 0x200) >> 6));

    /// <summary>Whether a unit is the child by a byte; a unit that holds a value is none.</summary>
    internal static bool IsChildBy(uint unit, byte b) => (unit & 0x8000_00FF) == b;

    /// <summary>Whether a key ends at a unit; the value is then in the first one of its children.</summary>
    internal static bool HasValue(uint unit) => (unit & 0x100) != 0;

    /// <summary>The value of a unit: where the replacement begins in the file.</summary>
    internal static int ValueOf(uint unit) => (int)(unit & 0x7FFF_FFFF);

    /// <summary>Whether no key is found at a place of a text, as far as the character there and the next can tell without a look into the trie.</summary>
    internal bool IsKept(ReadOnlySpan<char> text, int at) => Ask(text[at]) switch
    {
        KeysBy.None => true,
        KeysBy.BeforeOthers => at + 1 == text.Length || text[at + 1] < 0x80,
        _ => false,
    };

    /// <summary>Whether a character alone is no key, as far as can be told without a look into the trie.</summary>
    internal bool IsKeptAlone(char c) => Ask(c) != KeysBy.Any;

    /// <summary>Finds what the shortest key that <paramref name="text"/> begins with becomes.</summary>
    internal bool TryFindShortest(ReadOnlySpan<char> text, out ReadOnlySpan<char> replacement)
        => TryFind(text, shortest: true, out replacement, out _);

    /// <summary>Finds what the longest key that <paramref name="text"/> begins with becomes, and its length.</summary>
    internal bool TryFindLongest(ReadOnlySpan<char> text, out ReadOnlySpan<char> replacement, out int keyLength)
        => TryFind(text, shortest: false, out replacement, out keyLength);

    private KeysBy Ask(char c)
    {
        ref KeysBy known = ref keysBy[c];
        if (known == KeysBy.NotAsked) known = Look(c);
        return known;
    }

    private KeysBy Look(char c)
    {
        if (char.IsSurrogate(c)) return KeysBy.Any;
        Span<byte> bytes = stackalloc byte[3];
        uint children = ChildrenOf(0, units[0]), unit = 0;
        foreach (byte b in bytes[..new Rune(c).EncodeToUtf8(bytes)])
        {
            if (!TryStep(ref children, ref unit, b)) return KeysBy.None;
        }

        if (HasValue(unit)) return KeysBy.Any;
        for (byte b = 1; b < 0x80; b++)
        {
            (uint to, uint next) = (children, unit);
            if (TryStep(ref to, ref next, b)) return KeysBy.Any;
        }

        return KeysBy.BeforeOthers;
    }

    private bool TryStep(ref uint children, ref uint unit, byte b)
    {
        uint child = children ^ b;
        if (b == 0 || child >= units.Length || !IsChildBy(units[child], b)) return false;
        unit = units[child];
        children = ChildrenOf(child, unit);
        return true;
    }

    private bool TryFind(ReadOnlySpan<char> text, bool shortest, out ReadOnlySpan<char> replacement, out int keyLength)
    {
        replacement = default;
        keyLength = 0;
        Span<byte> bytes = stackalloc byte[4];
        uint children = ChildrenOf(0, units[0]);
        uint unit = 0;
        for (int at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text[at..], out Rune scalar, out int width);
            int count = scalar.EncodeToUtf8(bytes);
            foreach (byte b in bytes[..count])
            {
                if (!TryStep(ref children, ref unit, b)) return keyLength > 0;
            }

            at += width;
            if (!HasValue(unit)) continue;

            int start = replacementAt[ValueOf(units[children])];
            replacement = replacements.AsSpan(start);
            replacement = replacement[..replacement.IndexOf('\0')];
            keyLength = at;
            if (shortest) return true;
        }

        return keyLength > 0;
    }
}
