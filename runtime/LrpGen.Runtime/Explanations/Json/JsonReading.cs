using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace LrpGen.Runtime;

/// <summary>Reads what all JSON forms of explanations share.</summary>
internal static class JsonReading
{
    /// <summary>Parses a document and reads an explanation from it.</summary>
    public static T Document<T>(Func<JsonDocument> parse, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = parse();
            return read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new ExplanationFormatException($"This is not JSON that can be read: {exception.Message}", exception);
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
            new LabelScore(label["name"].String(), label["logit"].Single(), label["probability"].Single()));
        return labels.IsEmpty ? throw root.Error("there are no labels") : labels;
    }

    public static ExplainedTarget Target(JsonCursor target, int labels)
    {
        ImmutableArray<float> seed = target["seed"].Array(weight => weight.Single());
        if (seed.Length != labels)
        {
            throw target["seed"].Error(string.Create(CultureInfo.InvariantCulture, $"expected {labels} weights, one a label, found {seed.Length}"));
        }

        return new(target["description"].String(), seed, target["score"].Single(), target.Optional("label")?.Integer(0, labels - 1));
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
