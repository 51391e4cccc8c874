using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>
/// Decompositions, compositions and combining classes of Unicode 14 (UnicodeData.txt, fields 3 and 5, and CompositionExclusions.txt).
/// </summary>
/// <remarks>
/// .NET normalises with the system's ICU, and not at all where a program has <c>InvariantGlobalization</c>: tokens must not depend on either.
/// Decompositions are full; those of Hangul syllables follow from their number. The file holds numbers of 7 bits a byte, the last one of
/// each with the eighth bit clear: entries (step to the character, 2 · length + 1 for a compatibility decomposition, characters), then
/// runs of equal combining classes (step, length, class), then steps to characters that are never composed.
/// </remarks>
internal static class UnicodeData
{
    internal const int HangulBase = 0xAC00, HangulCount = 11172;
    internal const int LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    internal const int LeadCount = 19, VowelCount = 21, TailCount = 28;

    private static readonly Dictionary<int, int[]> Canonical = [];
    private static readonly Dictionary<int, int[]> Compatibility = [];
    private static readonly Dictionary<int, byte> Classes = [];
    private static readonly Dictionary<(int, int), int> Compositions = [];

    static UnicodeData()
    {
        using Stream file = typeof(UnicodeData).Assembly.GetManifestResourceStream("LrpGen.Text.Decompositions.bin")!;
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        int at = 0;
        Read(bytes, ref at);
    }

    /// <summary>The full decomposition of a character; empty where it has none.</summary>
    internal static ReadOnlySpan<int> Decomposition(int rune, bool compatibility) =>
        compatibility && Compatibility.TryGetValue(rune, out int[]? mapping) ? mapping : Canonical.GetValueOrDefault(rune);

    /// <summary>The canonical combining class.</summary>
    internal static byte CombiningClass(int rune) => rune < 0x300 ? (byte)0 : Classes.GetValueOrDefault(rune);

    /// <summary>The character that two compose to, or -1.</summary>
    internal static int Compose(int first, int second)
    {
        if (first is >= LeadBase and < LeadBase + LeadCount && second is >= VowelBase and < VowelBase + VowelCount)
        {
            return HangulBase + ((((first - LeadBase) * VowelCount) + second - VowelBase) * TailCount);
        }

        if (first is >= HangulBase and < HangulBase + HangulCount && (first - HangulBase) % TailCount == 0
            && second is > TailBase and < TailBase + TailCount)
        {
            return first + second - TailBase;
        }

        return Compositions.TryGetValue((first, second), out int composed) ? composed : -1;
    }

    private static void Read(byte[] bytes, ref int at)
    {
        int count = Number(bytes, ref at);
        for (int i = 0, rune = 0; i < count; i++)
        {
            rune += Number(bytes, ref at);
            int head = bytes[at++];
            int[] mapping = new int[head >> 1];
            for (int j = 0; j < mapping.Length; j++) mapping[j] = Number(bytes, ref at);
            (head % 2 == 0 ? Canonical : Compatibility)[rune] = mapping;
        }

        count = Number(bytes, ref at);
        for (int i = 0, rune = 0; i < count; i++)
        {
            rune += Number(bytes, ref at);
            int length = Number(bytes, ref at);
            byte combining = bytes[at++];
            for (int j = 0; j < length; j++) Classes[rune + j] = combining;
            rune += length - 1;
        }

        HashSet<int> excluded = [];
        count = Number(bytes, ref at);
        for (int i = 0, rune = 0; i < count; i++) excluded.Add(rune += Number(bytes, ref at));

        // A character composes from what its decomposition without the last character composes to, and that last one. Shorter ones first.
        Dictionary<string, int> composed = [];
        foreach ((int rune, int[] mapping) in Canonical.Where(e => e.Value.Length > 1 && !excluded.Contains(e.Key)).OrderBy(e => e.Value.Length))
        {
            string prefix = Text(mapping.AsSpan(0, mapping.Length - 1));
            int first = mapping.Length == 2 ? mapping[0] : composed[prefix];
            Compositions[(first, mapping[^1])] = rune;
            composed[Text(mapping)] = rune;
        }
    }

    private static string Text(ReadOnlySpan<int> runes)
    {
        StringBuilder text = new();
        foreach (int rune in runes) text.Append(new Rune(rune));
        return text.ToString();
    }

    private static int Number(byte[] bytes, ref int at)
    {
        int number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = bytes[at++];
            number |= (part & 127) << shift;
            if (part < 128) return number;
        }
    }
}
