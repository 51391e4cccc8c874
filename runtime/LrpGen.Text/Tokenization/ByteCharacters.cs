namespace LrpGen.Text.Tokenization;

/// <summary>
/// GPT-2's table of bytes: those that are printable in Latin-1 stand for themselves, the others for the characters from U+0100 on, in order.
/// </summary>
internal static class ByteCharacters
{
    private static readonly char[] Characters = Build();
    private static readonly short[] Bytes = Invert();

    /// <summary>The character of a byte.</summary>
    internal static char Of(byte value) => Characters[value];

    /// <summary>The byte of a character, or -1 for a character that stands for none.</summary>
    internal static int ByteOf(char c) => c < Bytes.Length ? Bytes[c] : -1;

    private static char[] Build()
    {
        var characters = new char[256];
        char next = '\u0100';
        for (int value = 0; value < 256; value++)
        {
            bool isPrintable = value is (> ' ' and <= '~') or (>= '\u00A1' and <= '\u00AC') or (>= '\u00AE' and <= '\u00FF');
            characters[value] = isPrintable ? (char)value : next++;
        }

        return characters;
    }

    private static short[] Invert()
    {
        var bytes = new short[Characters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (int value = 0; value < 256; value++) bytes[Characters[value]] = (short)value;
        return bytes;
    }
}
