using System.Globalization;
using LrpGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Reading;

/// <summary>
/// Reads the keys of a configuration and keeps account of them: what nobody asked for is reported by
/// <see cref="Finish"/>, so that no key that would change the result is silently passed over.
/// </summary>
internal sealed class ConfigReader(string path, string modelType, JsonNode root)
{
    private readonly HashSet<string> honoured = new(StringComparer.Ordinal);
    private readonly HashSet<string> ignored = new(StringComparer.Ordinal);
    private readonly HashSet<string> unsound = new(StringComparer.Ordinal);
    private readonly List<DiagnosticInfo> diagnostics = [];

    public JsonNode Root => root;

    /// <summary>Whether the keys were read without complaint; if not, what follows from them is not worth a second one.</summary>
    public bool IsSound(params string[] keys) => !unsound.Overlaps(keys);

    public IReadOnlyList<DiagnosticInfo> Diagnostics => diagnostics;

    public void Report(DiagnosticDescriptor descriptor, SourceSpan span, params string[] arguments) =>
        diagnostics.Add(DiagnosticInfo.Create(descriptor, path, span, arguments));

    /// <summary>Where the key's value stands; without the key, the opening bracket of the file.</summary>
    public SourceSpan SpanOf(string key) => root.Member(key)?.Value.Span
        ?? root.Span with { Length = 1, To = root.Span.From with { Column = root.Span.From.Column + 1 } };

    /// <summary>The value of a key that is honoured, or null when the file does not have it.</summary>
    public JsonNode? Value(string key)
    {
        honoured.Add(key);
        return root.Member(key)?.Value;
    }

    /// <summary>The value of a key for which <c>null</c> means the same as nothing.</summary>
    public JsonNode? ValueOrNull(string key) => Value(key) is { Kind: not JsonKind.Null } value ? value : null;

    public int Int(string key, int whenMissing, int min = 1, int max = int.MaxValue)
    {
        if (Value(key) is not { } value)
            return whenMissing;
        if (value.Kind != JsonKind.Number || value.Text.IndexOfAny(['.', 'e', 'E', 'N', 'I']) >= 0)
            return WrongType(key, value, "an integer", whenMissing);
        bool fits = int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
        if (fits && number >= min && number <= max)
            return number;
        Report(DiagnosticCatalog.OutOfRange, value.Span, key, value.Text, $"an integer from {Text(min)} to {Text(max)}");
        unsound.Add(key);
        return whenMissing;
    }

    /// <summary>A number above zero, as the token in the file, so that no digit is lost on its way into the source.</summary>
    public string PositiveFloat(string key, string whenMissing)
    {
        if (Value(key) is not { } value)
            return whenMissing;
        if (value.Kind != JsonKind.Number)
            return WrongType(key, value, "a number", whenMissing);
        // .NET Framework's parser fails where .NET's gives an infinity: both are out of range here.
        bool usable = float.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number)
            && number > 0 && !float.IsInfinity(number);
        if (usable)
            return value.Text;
        Report(DiagnosticCatalog.OutOfRange, value.Span, key, value.Text, "a finite number above 0 (in single precision)");
        return whenMissing;
    }

    public bool Bool(string key, bool whenMissing)
    {
        if (Value(key) is not { } value)
            return whenMissing;
        return value.Kind == JsonKind.Boolean ? value.IsTrue : WrongType(key, value, "true or false", whenMissing);
    }

    public string? String(string key)
    {
        if (ValueOrNull(key) is not { } value)
            return null;
        return value.Kind == JsonKind.String ? value.Text : WrongType<string?>(key, value, "a string", null);
    }

    /// <summary>One of several words.</summary>
    public string Choice(string key, string whenMissing, params string[] allowed)
    {
        if (Value(key) is not { } value)
            return whenMissing;
        if (value.Kind != JsonKind.String)
            return WrongType(key, value, "a string", whenMissing);
        if (allowed.Contains(value.Text, StringComparer.Ordinal))
            return value.Text;
        string hint = Nearest.Find(value.Text, allowed) is { } nearest ? $"; did you mean '{nearest}'?" : "";
        Report(DiagnosticCatalog.UnsupportedValue, value.Span, key, Describe(value), Quote(allowed), hint);
        return whenMissing;
    }

    /// <summary>
    /// Refuses every value but one, because another would change the result in a way that LrpGen does not follow. The
    /// allowed value is written as in the file; a missing key and <c>null</c> mean it as well.
    /// </summary>
    public void MustBe(string key, string allowed, string reason)
    {
        if (ValueOrNull(key) is { } value && (value.Text != allowed || value.Kind is JsonKind.Array or JsonKind.Object))
            Report(DiagnosticCatalog.UnsupportedValue, value.Span, key, Describe(value), allowed, $" ({reason})");
    }

    /// <summary>Refuses everything but <c>null</c>, <c>false</c>, <c>{}</c> and <c>[]</c>.</summary>
    public void MustBeEmpty(string key, string reason)
    {
        if (ValueOrNull(key) is not { } value)
            return;
        bool empty = value.Kind is JsonKind.Array or JsonKind.Object
            ? value.Items.IsEmpty && value.Members.IsEmpty
            : value.Kind == JsonKind.Boolean && !value.IsTrue;
        if (!empty)
            Report(DiagnosticCatalog.UnsupportedValue, value.Span, key, Describe(value), "none", $" ({reason})");
    }

    /// <summary>Refuses an object whose member of that name is not empty; the other members say nothing without it.</summary>
    public void MustBeEmptyWithin(string key, string member, string reason)
    {
        if (ValueOrNull(key) is { } value && (value.Kind != JsonKind.Object || value.Member(member) is { Value.Members.IsEmpty: false }))
            Report(DiagnosticCatalog.UnsupportedValue, value.Span, key, Describe(value), "none", $" ({reason})");
    }

    /// <summary>A key that transformers passes over because the family calls the same thing otherwise: fine where both agree, or where there is nothing to agree with.</summary>
    /// <param name="key">The other families' name.</param>
    /// <param name="own">The family's own name.</param>
    public void IgnoredBeside(string key, string own)
    {
        if (root.Member(key)?.Value is { } value && root.Member(own)?.Value is { } known && value.Kind == known.Kind && value.Text == known.Text)
            ignored.Add(key);
    }

    /// <summary>Keys that do not change what inference computes.</summary>
    public void Ignored(params IEnumerable<string> keys) => ignored.UnionWith(keys);

    /// <summary>
    /// The key to read where a model type has two names for one thing. When the file has both, they must agree.
    /// </summary>
    public string EitherOf(string key, string alternative)
    {
        JsonNode? first = Value(key);
        JsonNode? second = Value(alternative);
        if (first is not null && second is not null && first.Text != second.Text)
        {
            Report(DiagnosticCatalog.ConflictingKeys, second.Span, alternative, Describe(second), key, Describe(first));
            return key;
        }

        return first is null && second is not null ? alternative : key;
    }

    /// <summary>
    /// Reports every key that nobody asked for. One that looks like a key which is missing is an error: the model would
    /// be built with that key's default. The others are warnings.
    /// </summary>
    public void Finish()
    {
        foreach (JsonMember member in root.Members)
        {
            if (honoured.Contains(member.Key) || ignored.Contains(member.Key))
                continue;
            string? meant = Synonyms.Find(member.Key, honoured) ?? Nearest.Find(member.Key, honoured.Concat(ignored));
            if (meant is not null && honoured.Contains(meant) && root.Member(meant) is null)
                Report(DiagnosticCatalog.MisspelledKey, member.KeySpan, member.Key, meant);
            else
                Report(DiagnosticCatalog.UnknownKey, member.KeySpan, member.Key, modelType);
        }
    }

    public static string Describe(JsonNode value) => value.Kind switch
    {
        JsonKind.String => $"'{value.Text}'",
        JsonKind.Array => value.Items.IsEmpty ? "an empty array" : "an array",
        JsonKind.Object => value.Members.IsEmpty ? "an empty object" : "an object",
        _ => value.Text,
    };

    public static string Quote(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"'{word}'"));

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private T WrongType<T>(string key, JsonNode value, string expected, T whenMissing)
    {
        Report(DiagnosticCatalog.WrongType, value.Span, key, Describe(value), expected);
        unsound.Add(key);
        return whenMissing;
    }
}
