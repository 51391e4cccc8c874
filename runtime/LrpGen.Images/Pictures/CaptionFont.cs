using System.Text;

namespace LrpGen.Images;

/// <summary>The letters of captions: <c>CaptionFont.txt</c>, a picture of ASCII's printable signs.</summary>
/// <remarks>
/// A font of its own, because the fonts of machines differ and containers have none: the same caption gives the same
/// pixels everywhere. Captions of pages are text and not limited to ASCII.
/// </remarks>
internal static class CaptionFont
{
    /// <summary>Columns of a sign, the gap to the next included.</summary>
    public const int Advance = 6;

    /// <summary>Rows of a sign: seven above the line, two below.</summary>
    public const int Height = 9;

    private const int Columns = 5, SignsPerBlock = 16;

    // What is not ASCII is drawn as the last sign, an empty box.
    private const char Box = '\u007f';

    private static readonly bool[,,] Signs = Read();

    /// <summary>The signs that stand for a text: minus signs, dashes and dots get their ASCII form, the rest a box.</summary>
    public static string Draw(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            result.Append(rune.Value switch
            {
                >= ' ' and < Box => ((char)rune.Value).ToString(),
                '−' or '–' or '—' or '‐' or '‑' => "-",
                '…' => "...",
                '’' or '‘' => "'",
                '“' or '”' => "\"",
                '×' => "x",
                '·' => ".",
                '\u00a0' or '\u202f' or '\n' or '\t' => " ",
                '∞' => "inf",
                _ => Box.ToString(),
            });
        }

        return result.ToString();
    }

    /// <summary>True if a sign has ink in a column and a row.</summary>
    public static bool HasInk(char sign, int column, int row) => column < Columns && Signs[sign - ' ', column, row];

    private static bool[,,] Read()
    {
        using Stream stream = typeof(CaptionFont).Assembly.GetManifestResourceStream("LrpGen.Images.CaptionFont.txt")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        string[] lines = [.. reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0)];
        var signs = new bool[lines.Length / Height * SignsPerBlock, Columns, Height];
        for (int line = 0; line < lines.Length; line++)
        {
            for (int sign = 0; sign < SignsPerBlock; sign++)
            {
                for (int column = 0; column < Columns; column++)
                {
                    signs[(line / Height * SignsPerBlock) + sign, column, line % Height] = lines[line][(sign * Advance) + column] == '#';
                }
            }
        }

        return signs;
    }
}
