using System.Globalization;
using System.Text;

namespace LrpGen.Text.Images;

/// <summary>Bidi_Class (UAX #9, table 4), as far as text without explicit formatting has it.</summary>
internal enum BidiClass : byte
{
    L,
    R,
    AL,
    EN,
    AN,
    ES,
    ET,
    CS,
    NSM,
    WS,
    ON,
}

/// <summary>Bidi_Class by ranges and general categories.</summary>
internal static class BidiClasses
{
    public static BidiClass Of(Rune rune)
    {
        int value = rune.Value;
        switch (value)
        {
            case (>= '0' and <= '9') or (>= 0x06f0 and <= 0x06f9) or (>= 0xff10 and <= 0xff19) or 0x00b2 or 0x00b3 or 0x00b9 or (>= 0x2070 and <= 0x2089):
                return BidiClass.EN;
            case (>= 0x0660 and <= 0x0669) or 0x066b or 0x066c or (>= 0x0600 and <= 0x0605) or 0x06dd:
                return BidiClass.AN;
            case '+' or '-' or 0x2212 or 0xfb29 or 0xff0b or 0xff0d:
                return BidiClass.ES;
            case '#' or '$' or '%' or 0x00b0 or 0x00b1 or 0x066a or (>= 0x2030 and <= 0x2034):
                return BidiClass.ET;
            case ',' or '.' or '/' or ':' or 0x00a0 or 0x060c or 0x202f or 0x2044 or 0xff0c or 0xff0e or 0xff1a:
                return BidiClass.CS;
            case 0x200e:
                return BidiClass.L;
            case 0x200f:
                return BidiClass.R;
            case 0x061c:
                return BidiClass.AL;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => BidiClass.NSM,
            UnicodeCategory.CurrencySymbol => BidiClass.ET,
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control => BidiClass.WS,
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
                or UnicodeCategory.OtherNumber => OfLetter(value),
            _ => value is 0x061b or (>= 0x061d and <= 0x061f) or 0x066d or 0x06d4 or (>= 0x0700 and <= 0x070d) ? BidiClass.AL
                : value is 0x05be or 0x05c0 or 0x05c3 or 0x05c6 or 0x05f3 or 0x05f4 ? BidiClass.R : BidiClass.ON,
        };
    }

    private static BidiClass OfLetter(int value) => value switch
    {
        (>= 0x0600 and <= 0x07bf) or (>= 0x0860 and <= 0x08ff) or (>= 0xfb50 and <= 0xfdff) or (>= 0xfe70 and <= 0xfeff) or (>= 0x1ee00 and <= 0x1eeff) => BidiClass.AL,
        (>= 0x0590 and <= 0x05ff) or (>= 0x07c0 and <= 0x085f) or (>= 0xfb1d and <= 0xfb4f) or (>= 0x10800 and <= 0x10fff) or (>= 0x1e800 and <= 0x1efff) => BidiClass.R,
        _ => BidiClass.L,
    };
}
