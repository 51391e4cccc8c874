using System.Collections.Immutable;

namespace LrpGen.Generator.Reading;

/// <summary>What a JSON value is.</summary>
internal enum JsonKind
{
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// <summary>A JSON value and where it stands.</summary>
internal sealed class JsonNode(JsonKind kind, SourceSpan span, string text, ImmutableArray<JsonNode> items, ImmutableArray<JsonMember> members)
{
    public JsonKind Kind { get; } = kind;

    /// <summary>From the value's first character to behind its last.</summary>
    public SourceSpan Span { get; } = span;

    /// <summary>
    /// String: the unescaped text. Number: the token as written, also <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.
    /// Boolean and null: the word. Array and object: empty.
    /// </summary>
    public string Text { get; } = text;

    /// <summary>The elements of an array.</summary>
    public ImmutableArray<JsonNode> Items { get; } = items;

    /// <summary>The members of an object in the order of the file; of a repeated key, the last one only.</summary>
    public ImmutableArray<JsonMember> Members { get; } = members;

    public bool IsTrue => Kind == JsonKind.Boolean && Text == "true";

    public static JsonNode Scalar(JsonKind kind, SourceSpan span, string text) => new(kind, span, text, [], []);

    /// <summary>The member of that name, or null.</summary>
    public JsonMember? Member(string key)
    {
        foreach (JsonMember member in Members)
        {
            if (member.Key == key)
                return member;
        }

        return null;
    }
}

/// <summary>A key of a JSON object, its place, and its value.</summary>
internal sealed record JsonMember(string Key, SourceSpan KeySpan, JsonNode Value);
