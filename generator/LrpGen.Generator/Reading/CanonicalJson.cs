using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LrpGen.Generator.Reading;

/// <summary>A JSON value written in one way only: keys in ordinal order, no white space, numbers as in the file.</summary>
internal static class CanonicalJson
{
    /// <summary>SHA-256 of the canonical text in UTF-8, in lower-case hexadecimal digits.</summary>
    public static string Sha256(JsonNode node)
    {
        StringBuilder text = new();
        Write(node, text);
        return Sha256(text.ToString());
    }

    /// <summary>SHA-256 of a text in UTF-8, in lower-case hexadecimal digits.</summary>
    public static string Sha256(string text)
    {
        using SHA256 sha = SHA256.Create();
        StringBuilder hex = new(64);
        foreach (byte value in sha.ComputeHash(Encoding.UTF8.GetBytes(text)))
            hex.Append(value.ToString("x2", CultureInfo.InvariantCulture));
        return hex.ToString();
    }

    public static void Write(JsonNode node, StringBuilder text)
    {
        switch (node.Kind)
        {
            case JsonKind.Object:
                WriteSequence('{', '}', node.Members.OrderBy(member => member.Key, StringComparer.Ordinal), text, member =>
                {
                    WriteString(member.Key, text);
                    text.Append(':');
                    Write(member.Value, text);
                });
                break;
            case JsonKind.Array:
                WriteSequence('[', ']', node.Items, text, item => Write(item, text));
                break;
            case JsonKind.String:
                WriteString(node.Text, text);
                break;
            default:
                text.Append(node.Text);
                break;
        }
    }

    private static void WriteSequence<T>(char open, char close, IEnumerable<T> items, StringBuilder text, Action<T> write)
    {
        text.Append(open);
        bool first = true;
        foreach (T item in items)
        {
            if (!first)
                text.Append(',');
            first = false;
            write(item);
        }

        text.Append(close);
    }

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (char character in value)
        {
            if (character is '"' or '\\')
                text.Append('\\').Append(character);
            else if (character < ' ')
                text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            else
                text.Append(character);
        }

        text.Append('"');
    }
}
