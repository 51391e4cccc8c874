using System.Text.Json;

namespace LrpGen.Text.Tokenization;

/// <summary>A value of a JSON file that knows where it stands, so that every message can tell.</summary>
internal readonly struct JsonPlace(JsonElement value, string file, string path)
{
    internal JsonElement Value { get; } = value;

    /// <summary>File and path, for messages.</summary>
    internal string Place => path.Length == 0 ? file : $"{file}, {path}";

    internal bool IsNull => Value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>A property that has to be there.</summary>
    internal JsonPlace this[string name]
    {
        get
        {
            JsonPlace property = Optional(name);
            return property.IsNull ? throw property.Error("found nothing, needed a value") : property;
        }
    }

    /// <summary>A property that may be missing or null.</summary>
    internal JsonPlace Optional(string name)
    {
        Need(JsonValueKind.Object);
        string place = path.Length == 0 ? name : $"{path}.{name}";
        return new JsonPlace(Value.TryGetProperty(name, out JsonElement property) ? property : default, file, place);
    }

    /// <summary>The elements of an array.</summary>
    internal IEnumerable<JsonPlace> Elements()
    {
        Need(JsonValueKind.Array);
        int index = 0;
        foreach (JsonElement element in Value.EnumerateArray()) yield return new JsonPlace(element, file, $"{path}[{index++}]");
    }

    internal string Text()
    {
        Need(JsonValueKind.String);
        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Error("the text is not Unicode");
        }
    }

    internal int Number()
    {
        Need(JsonValueKind.Number);
        return Value.TryGetInt32(out int number) && number >= 0 ? number : throw Error($"found {Value}, needed a number from 0 on");
    }

    internal bool Flag() => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error($"found {Value.ValueKind}, needed true or false"),
    };

    /// <summary>A truth value that is false where it is missing.</summary>
    internal bool Flag(string name, bool missing = false)
    {
        JsonPlace property = Optional(name);
        return property.IsNull ? missing : property.Flag();
    }

    /// <summary>Refuses properties other than those named: a setting that is passed over would change ids silently.</summary>
    internal void Allow(params ReadOnlySpan<string> names)
    {
        Need(JsonValueKind.Object);
        foreach (JsonProperty property in Value.EnumerateObject())
        {
            if (!names.Contains(property.Name)) throw Error($"'{property.Name}' is not supported, known are {string.Join(", ", names)}");
        }
    }

    internal void Need(JsonValueKind kind)
    {
        if (Value.ValueKind != kind) throw Error($"found {Value.ValueKind}, needed {kind}");
    }

    internal InvalidDataException Error(string what) => TokenizerError.In(Place, what + ".");
}
