using System.Globalization;
using LrpGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>
/// Reads the keys of one object of a layer graph and keeps account of them: what nobody asked for is reported by
/// <see cref="Finish"/>. The format is LrpGen's own, so an unknown key is always an error.
/// </summary>
/// <param name="path">Of the file.</param>
/// <param name="place">What stands before a key in messages, for instance <c>features.0 › </c>.</param>
/// <param name="node">The object.</param>
/// <param name="diagnostics">Where complaints go.</param>
internal sealed class ObjectReader(string path, string place, JsonNode node, List<DiagnosticInfo> diagnostics)
{
    /// <summary>Far above what any network has, and far below where sums of sizes overflow.</summary>
    public const int MaxSize = 1 << 24;

    private readonly List<string> known = [];

    public JsonNode Node => node;

    /// <summary>Whether something was reported through this reader.</summary>
    public bool Failed { get; private set; }

    public void Report(DiagnosticDescriptor descriptor, SourceSpan span, params string[] arguments)
    {
        Failed |= descriptor.DefaultSeverity == DiagnosticSeverity.Error;
        diagnostics.Add(DiagnosticInfo.Create(descriptor, path, span, arguments));
    }

    /// <summary>Reports at a key: <c>features.0 › in: found 3; expected 8</c>.</summary>
    public void ReportAt(DiagnosticDescriptor descriptor, string key, params string[] arguments) =>
        Report(descriptor, SpanOf(key), [place + key, .. arguments]);

    public void Mismatch(string key, string found, string expected) =>
        ReportAt(DiagnosticCatalog.SizesDoNotFit, key, found, expected);

    /// <summary>Where the key's value stands; without the key, the opening bracket of the object.</summary>
    public SourceSpan SpanOf(string key) => node.Member(key)?.Value.Span ?? Bracket;

    private SourceSpan Bracket => node.Span with { Length = 1, To = node.Span.From with { Column = node.Span.From.Column + 1 } };

    public JsonNode? Value(string key)
    {
        if (!known.Contains(key))
            known.Add(key);
        return node.Member(key)?.Value;
    }

    public JsonNode? Required(string key, string expected)
    {
        if (Value(key) is { } value)
            return value;
        Report(DiagnosticCatalog.MissingKey, Bracket, place + key, expected);
        return null;
    }

    public string? String(string key, bool required = false)
    {
        JsonNode? value = required ? Required(key, "a string") : Value(key);
        if (value is null)
            return null;
        if (value.Kind == JsonKind.String && !string.IsNullOrWhiteSpace(value.Text))
            return value.Text;
        WrongType(key, value, "a string that is not empty");
        return null;
    }

    public string Choice(string key, string whenMissing, params string[] allowed)
    {
        if (Value(key) is not { } value)
            return whenMissing;
        if (value.Kind == JsonKind.String && allowed.Contains(value.Text, StringComparer.Ordinal))
            return value.Text;
        string hint = Nearest.Find(value.Text, allowed) is { } nearest ? $"; did you mean '{nearest}'?" : "";
        ReportAt(DiagnosticCatalog.UnsupportedValue, key, ConfigReader.Describe(value), ConfigReader.Quote(allowed), hint);
        return whenMissing;
    }

    public bool Bool(string key, bool whenMissing)
    {
        if (Value(key) is not { } value)
            return whenMissing;
        if (value.Kind == JsonKind.Boolean)
            return value.IsTrue;
        WrongType(key, value, "true or false");
        return whenMissing;
    }

    /// <summary>An integer; null where it is missing or wrong, the latter with a complaint.</summary>
    public int? Int(string key, int min = 1, int max = MaxSize, bool required = false)
    {
        JsonNode? value = required ? Required(key, "an integer") : Value(key);
        return value is null ? null : Int(key, value, min, max);
    }

    /// <summary>One integer an axis; a single one stands for all axes. Null where they are missing or wrong.</summary>
    public int[]? Ints(string key, int axes, int min, int max = MaxSize, bool required = false)
    {
        string expected = axes == 1 ? "an integer" : $"an integer or an array of {ConfigReader.Text(axes)} integers";
        JsonNode? value = required ? Required(key, expected) : Value(key);
        if (value is null)
            return null;
        if (value.Kind != JsonKind.Array)
            return Int(key, value, min, max) is { } single ? [.. Enumerable.Repeat(single, axes)] : null;
        if (value.Items.Length != axes)
        {
            WrongType(key, value, expected);
            return null;
        }

        return Ints(key, value, min, max);
    }

    /// <summary>What lies before and behind each axis: one integer, or one an axis, in whose place a pair may stand. Null where they are wrong.</summary>
    public (int[] Before, int[] Behind)? Sides(string key, int axes)
    {
        if (Value(key) is not { } value)
            return null;
        if (value.Kind != JsonKind.Array)
            return Int(key, value, 0, MaxSize) is { } all ? ([.. Enumerable.Repeat(all, axes)], [.. Enumerable.Repeat(all, axes)]) : null;
        string expected = $"an integer or an array of {ConfigReader.Text(axes)}, each an integer or a pair [before, behind]";
        if (value.Items.Length != axes)
        {
            WrongType(key, value, expected);
            return null;
        }

        int[] before = new int[axes];
        int[] behind = new int[axes];
        for (int axis = 0; axis < axes; axis++)
        {
            JsonNode item = value.Items[axis];
            if (item.Kind == JsonKind.Array && item.Items.Length != 2)
            {
                WrongType(key, item, "a pair [before, behind]");
                return null;
            }

            int?[] pair = item.Kind == JsonKind.Array ? [.. item.Items.Select(side => Int(key, side, 0, MaxSize))] : [Int(key, item, 0, MaxSize)];
            if (pair.Contains(null))
                return null;
            (before[axis], behind[axis]) = (pair[0]!.Value, pair[pair.Length - 1]!.Value);
        }

        return (before, behind);
    }

    /// <summary>As many integers as there are.</summary>
    public int[]? IntList(string key, int min, string expected, bool required = false)
    {
        JsonNode? value = required ? Required(key, expected) : Value(key);
        if (value is null)
            return null;
        if (value.Kind == JsonKind.Array && !value.Items.IsEmpty && value.Items.Length <= 8)
            return Ints(key, value, min, MaxSize);
        WrongType(key, value, expected);
        return null;
    }

    /// <summary>A number as the token in the file. Null where it is missing or wrong.</summary>
    public string? Float(string key, Func<float, bool> fits, string expected) =>
        Value(key) is { } value ? Float(key, value, fits, expected) : null;

    /// <summary>One number or several, as tokens.</summary>
    public string[]? Floats(string key, Func<float, bool> fits, string expected)
    {
        if (Required(key, "a number or an array of numbers") is not { } value)
            return null;
        if (value.Kind != JsonKind.Array)
            return Float(key, value, fits, expected) is { } single ? [single] : null;
        string?[] tokens = [.. value.Items.Select(item => Float(key, item, fits, expected))];
        return tokens.Contains(null) ? null : [.. tokens.OfType<string>()];
    }

    /// <summary>Strings, all different. Null where they are missing or wrong.</summary>
    public string[]? Strings(string key, string expected)
    {
        if (Value(key) is not { } value)
            return null;
        if (value.Kind == JsonKind.Array && value.Items.All(item => item.Kind == JsonKind.String && !string.IsNullOrWhiteSpace(item.Text)))
            return [.. value.Items.Select(item => item.Text)];
        JsonNode? wrong = value.Kind != JsonKind.Array ? null : value.Items.FirstOrDefault(item => item.Kind != JsonKind.String || string.IsNullOrWhiteSpace(item.Text));
        if (wrong is null)
            WrongType(key, value, expected);
        else
            Report(DiagnosticCatalog.WrongType, wrong.Span, $"{place}{key} › {ConfigReader.Text(value.Items.ToList().IndexOf(wrong))}", wrong.Kind == JsonKind.String ? "a string of white space" : ConfigReader.Describe(wrong), expected);
        return null;
    }

    /// <summary>Reports every key that nobody asked for.</summary>
    public void Finish(params string[] alsoKnown)
    {
        foreach (JsonMember member in node.Members)
        {
            if (known.Contains(member.Key) || alsoKnown.Contains(member.Key, StringComparer.Ordinal))
                continue;
            string[] candidates = [.. known.Concat(alsoKnown).Distinct()];
            string hint = Nearest.Find(member.Key, candidates) is { } nearest ? $"; did you mean '{nearest}'?" : "";
            Report(DiagnosticCatalog.UnknownLayerKey, member.KeySpan, place + member.Key, hint, ConfigReader.Quote(candidates));
        }
    }

    public void WrongType(string key, JsonNode value, string expected) =>
        Report(DiagnosticCatalog.WrongType, value.Span, place + key, ConfigReader.Describe(value), expected);

    private int[]? Ints(string key, JsonNode array, int min, int max)
    {
        int?[] numbers = [.. array.Items.Select(item => Int(key, item, min, max))];
        return numbers.Contains(null) ? null : [.. numbers.Select(number => number!.Value)];
    }

    private int? Int(string key, JsonNode value, int min, int max)
    {
        if (value.Kind != JsonKind.Number || value.Text.IndexOfAny(['.', 'e', 'E', 'N', 'I']) >= 0)
        {
            WrongType(key, value, "an integer");
            return null;
        }

        bool fits = int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
        if (fits && number >= min && number <= max)
            return number;
        Report(DiagnosticCatalog.OutOfRange, value.Span, place + key, value.Text, $"an integer from {ConfigReader.Text(min)} to {ConfigReader.Text(max)}");
        return null;
    }

    private string? Float(string key, JsonNode value, Func<float, bool> fits, string expected)
    {
        if (value.Kind != JsonKind.Number)
        {
            WrongType(key, value, "a number");
            return null;
        }

        bool usable = float.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number)
            && !float.IsInfinity(number) && !float.IsNaN(number) && fits(number);
        if (usable)
            return value.Text;
        Report(DiagnosticCatalog.OutOfRange, value.Span, place + key, value.Text, expected);
        return null;
    }
}
