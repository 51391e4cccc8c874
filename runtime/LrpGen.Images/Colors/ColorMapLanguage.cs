using System.Collections.Immutable;
using System.Globalization;
using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>Reads the colour-map language of <c>docs/colour-maps.md</c>.</summary>
/// <remarks>The language is zennit's CMSL (Anders et al. 2021), written from its documented grammar.</remarks>
internal sealed class ColorMapLanguage
{
    private readonly string _source;
    private int _position;

    private ColorMapLanguage(string source) => _source = source;

    private bool AtEnd => _position >= _source.Length;

    /// <summary>The nodes of a map: ascending, the first at 0, the last at 255.</summary>
    public static ImmutableArray<ColorNode> Parse(string source)
    {
        var reader = new ColorMapLanguage(source);
        List<Written> nodes = reader.ReadNodes();
        if (nodes.Count < 2) throw reader.Error(source.Length, "a colour map needs at least two colours, separated by ','");
        return Place(reader, nodes);
    }

    private List<Written> ReadNodes()
    {
        var nodes = new List<Written>();
        while (true)
        {
            nodes.Add(ReadNode());
            SkipBlanks();
            if (AtEnd) return nodes;
            if (_source[_position] != ',') throw Error(_position, $"expected ',' between two colours, found {Found()}");
            _position++;
        }
    }

    /// <summary>A colour, or an index, a colon and a colour.</summary>
    private Written ReadNode()
    {
        (int start, string digits) = ReadDigits("a colour of 3 or 6 hexadecimal digits, or an index of 1 or 2 before ':'");
        int? index = null;
        SkipBlanks();
        if (!AtEnd && _source[_position] == ':')
        {
            if (digits.Length > 2) throw Error(start, $"an index has 1 or 2 hexadecimal digits (00 to ff), '{digits}' has {Text(digits.Length)}");
            index = Number(digits.Length == 1 ? digits + digits : digits);
            _position++;
            (int colorStart, digits) = ReadDigits("a colour of 3 or 6 hexadecimal digits after the index");
            return new(start, index, ColorOf(digits, colorStart));
        }

        return digits.Length <= 2
            ? throw Error(_position, $"'{digits}' is an index: expected ':' and a colour after it, found {Found()}")
            : new(start, null, ColorOf(digits, start));
    }

    private (int Start, string Digits) ReadDigits(string expected)
    {
        SkipBlanks();
        int start = _position;
        while (!AtEnd && char.IsAsciiHexDigit(_source[_position])) _position++;
        return _position > start ? (start, _source[start.._position]) : throw Error(start, $"expected {expected}, found {Found()}");
    }

    private PixelColor ColorOf(string digits, int start) => digits.Length switch
    {
        3 => new(Double(digits[0]), Double(digits[1]), Double(digits[2])),
        6 => new((byte)Number(digits[..2]), (byte)Number(digits[2..4]), (byte)Number(digits[4..])),
        _ => throw Error(start, $"a colour has 3 or 6 hexadecimal digits, '{JsonCursor.Short(digits)}' has {Text(digits.Length)}"),
    };

    /// <summary>Gives every colour its index: the ends are 00 and ff, what has none is spread evenly between what has one.</summary>
    private static ImmutableArray<ColorNode> Place(ColorMapLanguage reader, List<Written> nodes)
    {
        var placed = ImmutableArray.CreateBuilder<ColorNode>(nodes.Count + 2);
        int from = nodes[0].Index ?? 0;
        if (from > 0) placed.Add(new(0, nodes[0].Color));
        placed.Add(new(from, nodes[0].Color));
        int waiting = 0;
        for (int n = 1; n < nodes.Count; n++)
        {
            if (nodes[n].Index is null && n < nodes.Count - 1)
            {
                waiting++;
                continue;
            }

            int to = nodes[n].Index ?? 255;
            if (to < from)
            {
                throw reader.Error(nodes[n].Position, string.Create(CultureInfo.InvariantCulture, $"indices must ascend, but {to:x2} follows {from:x2}"));
            }

            // Indices are whole numbers; what falls between two goes to the lower one.
            for (int k = 1; k <= waiting; k++)
            {
                placed.Add(new(((from * (waiting + 1 - k)) + (to * k)) / (waiting + 1), nodes[n - waiting - 1 + k].Color));
            }

            placed.Add(new(to, nodes[n].Color));
            (from, waiting) = (to, 0);
        }

        if (from < 255) placed.Add(new(255, nodes[^1].Color));
        return placed.ToImmutable();
    }

    private void SkipBlanks()
    {
        while (!AtEnd && char.IsWhiteSpace(_source[_position])) _position++;
    }

    private string Found() => AtEnd ? "the end" : $"'{VisibleText.OneLine(_source.AsSpan(_position, 1))}'";

    private ColorMapFormatException Error(int position, string message) => new(
        string.Create(CultureInfo.InvariantCulture, $"Colour map '{JsonCursor.Short(_source)}', position {position}: {message}."), position);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static byte Double(char digit) => (byte)(17 * Number(digit.ToString()));

    /// <summary>A node as it stands in the text.</summary>
    private readonly record struct Written(int Position, int? Index, PixelColor Color);
}
