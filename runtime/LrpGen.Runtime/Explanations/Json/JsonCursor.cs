using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace LrpGen.Runtime;

/// <summary>A JSON value and the path to it, so that every complaint can say where.</summary>
internal readonly struct JsonCursor(JsonElement element, string path)
{
    private JsonElement Element { get; } = element;

    public ExplanationFormatException Error(string message) => new($"{path}: {message}");

    /// <summary>The property, which must be there.</summary>
    public JsonCursor this[string name] => Optional(name) ?? throw Error($"there is no property '{name}'");

    /// <summary>The property, or null if it is not there or null.</summary>
    public JsonCursor? Optional(string name)
    {
        Expect(JsonValueKind.Object, "an object");
        try
        {
            return Value(name);
        }
        catch (InvalidOperationException exception)
        {
            throw new ExplanationFormatException($"{path}: the name of a property holds half of a surrogate pair", exception);
        }
    }

    private JsonCursor? Value(string name)
    {
        return Element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? new JsonCursor(value, $"{path}.{name}")
            : null;
    }

    public string String()
    {
        Expect(JsonValueKind.String, "a string");
        try
        {
            return Element.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new ExplanationFormatException($"{path}: the string holds half of a surrogate pair", exception);
        }
    }

    public bool Boolean() => Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error($"expected true or false, found {Found}"),
    };

    public int Integer()
    {
        Expect(JsonValueKind.Number, "a number");
        return Element.TryGetInt32(out int value) ? value : throw Error($"expected a whole number, found {Short(Element.GetRawText())}");
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Integer(int least, int most)
    {
        int value = Integer();
        return value >= least && value <= most
            ? value
            : throw Error(string.Create(CultureInfo.InvariantCulture, $"{value} does not lie between {least} and {most}"));
    }

    public float Single()
    {
        if (NonFinite() is { } special) return (float)special;
        Expect(JsonValueKind.Number, "a number");
        return Element.TryGetSingle(out float value) && float.IsFinite(value) ? value : throw TooLarge();
    }

    public double Double()
    {
        if (NonFinite() is { } special) return special;
        Expect(JsonValueKind.Number, "a number");
        return Element.TryGetDouble(out double value) && double.IsFinite(value) ? value : throw TooLarge();
    }

    public ImmutableArray<T> Array<T>(Func<JsonCursor, T> read)
    {
        Expect(JsonValueKind.Array, "an array");
        var items = ImmutableArray.CreateBuilder<T>(Element.GetArrayLength());
        foreach (JsonElement item in Element.EnumerateArray())
        {
            items.Add(read(new(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{items.Count}]"))));
        }

        return items.MoveToImmutable();
    }

    /// <summary>A value that may come from anybody, short enough for a message.</summary>
    public static string Short(string text) => VisibleText.OneLine(text.Length <= 40 ? text : text[..40] + "…");

    private double? NonFinite() => Element.ValueKind != JsonValueKind.String ? null : String() switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => null,
    };

    private void Expect(JsonValueKind kind, string name)
    {
        if (Element.ValueKind != kind) throw Error($"expected {name}, found {Found}");
    }

    private ExplanationFormatException TooLarge() => Error($"{Short(Element.GetRawText())} is too large");

    private string Found => Element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
