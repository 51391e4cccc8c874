using System.Globalization;
using LrpGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Reading;

/// <summary>
/// Reads the keys of a configuration and keeps account of them: what nobody asked for is reported by
/// <see cref="Finish"/>, so that no key that would change the result is silently passed over.
/// </summary>
/// <param name="path">Of the file.</param>
/// <param name="modelType">Of the family that it is read for.</param>
/// <param name="root">The object whose keys are read.</param>
/// <param name="prefix">What messages put before a key: nothing at the root.</param>
internal sealed class ConfigReader(string path, string modelType, JsonNode root, string prefix = "")
{
    private readonly HashSet<string> honoured = new(StringComparer.Ordinal);
    private readonly HashSet<string> ignored = new(StringComparer.Ordinal);
    private readonly HashSet<string> unsound = new(StringComparer.Ordinal);
    private readonly List<DiagnosticInfo> diagnostics = [];

    public JsonNode Root => root;

    /// <summary>The keys that were asked for.</summary>
    public IEnumerable<string> Honoured => honoured;

    /// <summary>A key as messages write it: with the keys of the objects that it stands in.</summary>
    public string NameOf(string key) => prefix + key;

    /// <summary>Whether the keys were read without complaint; if not, what follows from them is not worth a second one.</summary>
    public bool IsSound(params string[] keys) => !unsound.Overlaps(keys);

    public IReadOnlyList<DiagnosticInfo> Diagnostics => diagnostics;

    public void Report(DiagnosticDescriptor descriptor, SourceSpan span, params string[] arguments) =>
        diagnostics.Add(DiagnosticInfo.Create(descriptor, path, span, arguments));

    /// <summary>Where the key's value stands; without the key, the opening bracket of the file.</summary>
    public SourceSpan SpanOf(string key) => root.Member(key)?.Value.Span
        ?? root.Span with { Length = 1, To = root.Span.From with { Column = root.Span.From.Column + 1 } };

    /// <summary>Reads an object inside this one, whose keys are all accounted for as well.</summary>
    /// <param name="key">Its key, which is honoured.</param>
    /// <param name="read">What reads its keys.</param>
    /// <returns>What was read, or the default when there is no such object.</returns>
    public T? Within<T>(string key, Func<ConfigReader, T> read)
    {
        if (ValueOrNull(key) is not { } value)
            return default;
        if (value.Kind != JsonKind.Object)
            return WrongType<T?>(key, value, "an object", default);
        ConfigReader inner = new(path, modelType, value, NameOf(key) + " › ");
        T result = read(inner);
        inner.Finish();
        diagnostics.AddRange(inner.diagnostics);
        if (inner.diagnostics.Any(diagnostic => diagnostic.IsError))
            unsound.Add(key);
        return result;
    }

    /// <summary>The value of a key that is honoured, or null when the file does not have it.</summary>
    public JsonNode? Value(string key)
    {
        honoured.Add(key);
        return root.Member(key)?.Value;
    }

    /// <summary>The value of a key for which <c>null</c> means the same as nothing.</summary>
    public JsonNode? ValueOrNull(string key) => Value(key) is { Kind: not JsonKind.Null } value ? value : null;

    public int Int(string key, int whenMissing, int min = 1, int max = int.MaxValue) =>
        Value(key) is { } value ? Int(key, value, whenMissing, min, max) : whenMissing;

    /// <summary>The integers above zero of an array that is there; a value that is none is 1.</summary>
    public int[] Ints(string key) => [.. Value(key)!.Items.Select(item => Int(key, item, whenMissing: 1, min: 1, max: int.MaxValue))];

    /// <summary>An integer for which <c>null</c> means the same as nothing.</summary>
    public int? OptionalInt(string key, int min = 1, int max = int.MaxValue) =>
        ValueOrNull(key) is null ? null : Int(key, min, min, max);

    /// <summary>A number above zero, in double precision; <c>null</c> means the same as nothing.</summary>
    public double? PositiveNumber(string key) => ValueOrNull(key) is { } value ? PositiveNumber(key, value) : null;

    /// <summary>Numbers above zero; <c>null</c> means the same as nothing.</summary>
    public EquatableArray<double> PositiveNumbers(string key)
    {
        if (ValueOrNull(key) is not { } value)
            return [];
        return value.Kind == JsonKind.Array
            ? value.Items.Select(item => PositiveNumber(key, item) ?? 0).ToEquatableArray()
            : WrongType<EquatableArray<double>>(key, value, "an array of numbers", []);
    }

    /// <summary>Words out of several, in the file's order; <c>null</c> means the same as nothing.</summary>
    public EquatableArray<string> Words(string key, params string[] allowed)
    {
        if (ValueOrNull(key) is not { } value)
            return [];
        if (value.Kind != JsonKind.Array || value.Items.Any(item => item.Kind != JsonKind.String))
            return WrongType<EquatableArray<string>>(key, value, "an array of strings", []);
        foreach (JsonNode item in value.Items.Where(item => !allowed.Contains(item.Text, StringComparer.Ordinal)))
        {
            Report(DiagnosticCatalog.UnsupportedValue, item.Span, NameOf(key), Describe(item), Quote(allowed), "");
            unsound.Add(key);
        }

        return value.Items.Select(item => item.Text).ToEquatableArray();
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
        Report(DiagnosticCatalog.OutOfRange, value.Span, NameOf(key), value.Text, "a finite number above 0 (in single precision)");
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
        Report(DiagnosticCatalog.UnsupportedValue, value.Span, NameOf(key), Describe(value), Quote(allowed), hint);
        return whenMissing;
    }

    /// <summary>
    /// Refuses every value but one, because another would change the result in a way that LrpGen does not follow. The
    /// allowed value is written as in the file; a missing key and <c>null</c> mean it as well.
    /// </summary>
    public void MustBe(string key, string allowed, string reason)
    {
        if (ValueOrNull(key) is { } value && (value.Text != allowed || value.Kind is JsonKind.Array or JsonKind.Object))
            Report(DiagnosticCatalog.UnsupportedValue, value.Span, NameOf(key), Describe(value), allowed, $" ({reason})");
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
            Report(DiagnosticCatalog.UnsupportedValue, value.Span, NameOf(key), Describe(value), "none", $" ({reason})");
    }

    /// <summary>Refuses an object whose member of that name is not empty; the other members say nothing without it.</summary>
    public void MustBeEmptyWithin(string key, string member, string reason)
    {
        if (ValueOrNull(key) is { } value && (value.Kind != JsonKind.Object || value.Member(member) is { Value.Members.IsEmpty: false }))
            Report(DiagnosticCatalog.UnsupportedValue, value.Span, NameOf(key), Describe(value), "none", $" ({reason})");
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
            Report(DiagnosticCatalog.ConflictingKeys, second.Span, NameOf(alternative), Describe(second), NameOf(key), Describe(first));
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
                Report(DiagnosticCatalog.MisspelledKey, member.KeySpan, NameOf(member.Key), meant);
            else
                Report(DiagnosticCatalog.UnknownKey, member.KeySpan, NameOf(member.Key), modelType);
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

    private int Int(string key, JsonNode value, int whenMissing, int min, int max)
    {
        if (value.Kind != JsonKind.Number || value.Text.IndexOfAny(['.', 'e', 'E', 'N', 'I']) >= 0)
            return WrongType(key, value, "an integer", whenMissing);
        bool fits = int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
        if (fits && number >= min && number <= max)
            return number;
        Report(DiagnosticCatalog.OutOfRange, value.Span, NameOf(key), value.Text, $"an integer from {Text(min)} to {Text(max)}");
        unsound.Add(key);
        return whenMissing;
    }

    private double? PositiveNumber(string key, JsonNode value)
    {
        if (value.Kind != JsonKind.Number)
            return WrongType<double?>(key, value, "a number", null);
        bool usable = double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number > 0 && !double.IsInfinity(number);
        if (usable)
            return number;
        Report(DiagnosticCatalog.OutOfRange, value.Span, NameOf(key), value.Text, "a finite number above 0");
        unsound.Add(key);
        return null;
    }

    /// <summary>A number of things, as a message says it.</summary>
    public static string Count(int number, string unit) => number == 1 ? $"1 {unit}" : $"{Text(number)} {unit}s";

    private T WrongType<T>(string key, JsonNode value, string expected, T whenMissing)
    {
        Report(DiagnosticCatalog.WrongType, value.Span, NameOf(key), Describe(value), expected);
        unsound.Add(key);
        return whenMissing;
    }
}
