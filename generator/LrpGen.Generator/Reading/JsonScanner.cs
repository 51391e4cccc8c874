using System.Globalization;
using System.Text;

namespace LrpGen.Generator.Reading;

/// <summary>The words of JSON: white space, strings, numbers. Reports what is wrong with them and goes on.</summary>
internal sealed class JsonScanner(string text, JsonOptions options)
{
    /// <summary>More errors than this help nobody.</summary>
    private const int MaxErrors = 20;

    private readonly LineMap lines = new(text);
    private readonly List<JsonError> errors = [];

    public int Offset { get; private set; } = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;

    public bool AtEnd => Offset >= text.Length;

    /// <summary>The character at the offset, or NUL behind the end; <see cref="AtEnd"/> tells them apart.</summary>
    public char Current => AtEnd ? '\0' : text[Offset];

    public IReadOnlyList<JsonError> Errors => errors;

    public void Advance() => Offset++;

    public SourceSpan SpanFrom(int start) => lines.Span(start, Offset);

    public void Report(int start, int end, string message, string? duplicateKey = null)
    {
        if (errors.Count < MaxErrors)
            errors.Add(new JsonError(lines.Span(start, Math.Min(end, text.Length)), message, duplicateKey));
    }

    public void SkipTrivia()
    {
        while (!AtEnd)
        {
            if (Current is ' ' or '\t' or '\n' or '\r')
            {
                Offset++;
            }
            else if (Current == '/' && Peek(1) == '/')
            {
                int start = Offset;
                while (!AtEnd && Current is not ('\n' or '\r'))
                    Offset++;
                if (!options.CommentsAndTrailingCommas)
                    Report(start, Offset, "found a comment, but JSON has none");
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>A letter-run such as <c>true</c>, <c>NaN</c> or something that is no JSON.</summary>
    public string ReadWord()
    {
        int start = Offset;
        while (IsWordPart(Current))
            Offset++;
        return text.Substring(start, Offset - start);
    }

    /// <summary>A number's token as written.</summary>
    public string ReadNumber()
    {
        int start = Offset;
        while (IsWordPart(Current) || Current is '+' or '-' or '.')
            Offset++;
        string token = text.Substring(start, Offset - start);
        if (token != "-Infinity" && !IsNumber(token))
            Report(start, Offset, $"'{token}' is not a JSON number");
        return token;
    }

    /// <summary>A string's unescaped text; the offset stands on the opening quote.</summary>
    public string ReadString()
    {
        int start = Offset++;
        StringBuilder value = new();
        while (true)
        {
            if (AtEnd || Current is '\n' or '\r')
            {
                Report(start, Offset, "the string is not closed; expected '\"'");
                return value.ToString();
            }

            char character = Current;
            if (character == '"')
            {
                Offset++;
                return value.ToString();
            }

            if (character == '\\')
            {
                ReadEscape(value);
            }
            else
            {
                if (character < ' ')
                    Report(Offset, Offset + 1, $"the control character U+{(int)character:X4} must be written as an escape");
                CheckSurrogate(value);
                value.Append(character);
                Offset++;
            }
        }
    }

    private static bool IsWordPart(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_';

    private static bool IsDigit(char character) => character is >= '0' and <= '9';

    /// <summary><c>-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?</c></summary>
    private static bool IsNumber(string token)
    {
        int index = 0;
        char At() => index < token.Length ? token[index] : '\0';
        bool Digits()
        {
            int first = index;
            while (IsDigit(At()))
                index++;
            return index > first;
        }

        if (At() == '-')
            index++;
        if (At() == '0')
            index++;
        else if (!Digits())
            return false;
        if (At() == '.')
        {
            index++;
            if (!Digits())
                return false;
        }

        if (At() is 'e' or 'E')
        {
            index++;
            if (At() is '+' or '-')
                index++;
            if (!Digits())
                return false;
        }

        return index == token.Length;
    }

    private char Peek(int ahead) => Offset + ahead < text.Length ? text[Offset + ahead] : '\0';

    /// <summary>A raw surrogate must stand beside its other half.</summary>
    private void CheckSurrogate(StringBuilder value)
    {
        char character = Current;
        bool lone = char.IsHighSurrogate(character)
            ? !char.IsLowSurrogate(Peek(1))
            : char.IsLowSurrogate(character) && (value.Length == 0 || !char.IsHighSurrogate(text[Offset - 1]));
        if (lone)
            Report(Offset, Offset + 1, $"the surrogate U+{(int)character:X4} stands alone, so the string is not valid Unicode");
    }

    private void ReadEscape(StringBuilder value)
    {
        int start = Offset++;
        char character = Current;
        const string From = "\"\\/bfnrt";
        const string To = "\"\\/\b\f\n\r\t";
        int simple = AtEnd ? -1 : From.IndexOf(character);
        if (simple >= 0)
        {
            value.Append(To[simple]);
            Offset++;
        }
        else if (character != 'u')
        {
            // The character is left to the caller: it may be the end of the line or of the text.
            Report(start, Offset + 1, AtEnd ? "the text ends within an escape" : $"'\\{character}' is not a JSON escape");
            if (!AtEnd && character is not ('\n' or '\r'))
                Offset++;
        }
        else
        {
            Offset++;
            ReadUnicodeEscape(start, value);
        }
    }

    private void ReadUnicodeEscape(int start, StringBuilder value)
    {
        if (ReadHex() is not { } unit)
        {
            Report(start, Offset, "'\\u' needs four hexadecimal digits");
            return;
        }

        if (char.IsHighSurrogate(unit) && Current == '\\' && Peek(1) == 'u')
        {
            int rewind = Offset;
            Offset += 2;
            if (ReadHex() is { } low && char.IsLowSurrogate(low))
            {
                value.Append(unit).Append(low);
                return;
            }

            Offset = rewind;
        }

        if (char.IsSurrogate(unit))
            Report(start, Offset, $"the surrogate U+{(int)unit:X4} stands alone, so the string is not valid Unicode");
        value.Append(unit);
    }

    private char? ReadHex()
    {
        int digits = 0;
        while (digits < 4 && Peek(digits) is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F'))
            digits++;
        string token = text.Substring(Offset, digits);
        Offset += digits;
        return digits == 4 ? (char)ushort.Parse(token, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : null;
    }
}
