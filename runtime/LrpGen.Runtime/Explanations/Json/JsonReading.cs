using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace LrpGen.Runtime;

/// <summary>Reads what all JSON forms of explanations share.</summary>
internal static class JsonReading
{
    private const int LongestComplaint = 160;

    /// <summary>Reads an explanation from a document.</summary>
    public static T Document<T>(string json, Func<JsonElement, T> read)
    {
        // The parser knows no place for it.
        for (int i = 0; i < json.Length; i++)
        {
            if (char.IsSurrogate(json[i]) && !(i + 1 < json.Length && char.IsSurrogatePair(json[i], json[++i])))
            {
                throw new ExplanationFormatException(string.Create(CultureInfo.InvariantCulture, $"$: character {i} of the text is half of a surrogate pair"));
            }
        }

        return Document(() => JsonDocument.Parse(json, ExplanationJsonReader.Options), read);
    }

    /// <summary>Reads an explanation from a document in UTF-8.</summary>
    public static T Document<T>(Stream json, Func<JsonElement, T> read) => Document(() => JsonDocument.Parse(json, ExplanationJsonReader.Options), read);

    /// <summary>Reads an explanation that is a part of a larger document.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static T Value<T>(ref Utf8JsonReader reader, Func<JsonElement, T> read)
    {
        using JsonDocument value = JsonDocument.ParseValue(ref reader);
        try
        {
            return read(value.RootElement);
        }
        catch (ExplanationFormatException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    private static T Document<T>(Func<JsonDocument> parse, Func<JsonElement, T> read)
    {
        using JsonDocument document = Parse(parse);
        return read(document.RootElement);
    }

    private static JsonDocument Parse(Func<JsonDocument> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // The search for properties that occur twice reads their names, which may be no text.
            string complaint = exception is JsonException ? VisibleText.OneLine(exception.Message) : "the name of a property holds half of a surrogate pair";
            complaint = complaint.Length <= LongestComplaint ? complaint : complaint[..LongestComplaint] + "…";
            string place = exception is JsonException { LineNumber: { } line, BytePositionInLine: { } at }
                ? string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, byte {at + 1}")
                : "$";
            throw new ExplanationFormatException($"{place}: this is not JSON that can be read: {complaint}", exception);
        }
    }

    /// <summary>The version of the form, which must be one that this library knows.</summary>
    public static int Version(JsonCursor root, string schema, int current)
    {
        if (root["schema"].String() is var found && found != schema)
        {
            throw root.Error($"expected schema '{schema}', found '{JsonCursor.Short(found)}'");
        }

        int version = root["schemaVersion"].Integer();
        return version >= 1 && version <= current
            ? version
            : throw root.Error(string.Create(
                CultureInfo.InvariantCulture,
                $"schema version {version} is not known; this library reads version {current}. A newer LrpGen wrote this explanation: update to read it"));
    }

    public static ImmutableArray<LabelScore> Labels(JsonCursor root)
    {
        ImmutableArray<LabelScore> labels = root["labels"].Array(label =>
            new LabelScore(label["name"].String(), label["logit"].Single(), Probability(label)));
        return labels.IsEmpty ? throw root.Error("there are no labels") : labels;
    }

    // A regression has none, which was once written as "NaN".
    private static float? Probability(JsonCursor label) =>
        label.Optional("probability")?.Single() is { } probability && !float.IsNaN(probability) ? probability : null;

    /// <summary>The explained target.</summary>
    /// <param name="target">Where it stands.</param>
    /// <param name="labels">How many labels there are.</param>
    /// <param name="severalEach">Whether a label may have several logits (a picture of them).</param>
    public static ExplainedTarget Target(JsonCursor target, int labels, bool severalEach = false)
    {
        ImmutableArray<float> seed = target["seed"].Array(weight => weight.Single());
        if (severalEach ? seed.Length == 0 || seed.Length % labels != 0 : seed.Length != labels)
        {
            throw target["seed"].Error(string.Create(CultureInfo.InvariantCulture, $"expected {labels} weights, one a label, found {seed.Length}"));
        }

        return new(target["description"].String(), seed, target["score"].Single(), target.Optional("label")?.Integer(0, labels - 1))
        {
            BaselineScore = target.Optional("baselineScore")?.Single(),
        };
    }

    public static ConservationLedger Ledger(JsonCursor ledger) => new(
        ledger["score"].Double(),
        ledger["tokens"].Double(),
        ledger["sinks"].Array(sink =>
        {
            string kind = sink["kind"].String();
            return new LedgerSink(
                JsonNames.ReadSinkKind(kind) ?? throw sink.Error($"unknown kind '{JsonCursor.Short(kind)}'"),
                sink["name"].String(),
                sink.Optional("layer")?.Integer(),
                sink["relevance"].Double());
        }),
        ledger.Optional("layerGains")?.Array(gain => gain.Double()) ?? []);
}
