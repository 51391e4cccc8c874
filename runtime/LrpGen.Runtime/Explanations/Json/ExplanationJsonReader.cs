using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace LrpGen.Runtime;

/// <summary>Reads the JSON form. The text may come from anybody: everything that a view relies on is checked.</summary>
internal static class ExplanationJsonReader
{
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public static TextExplanation Read(JsonElement element)
    {
        var root = new JsonCursor(element, "$");
        if (root["schema"].String() is not JsonNames.Schema and var schema)
        {
            throw root.Error($"expected schema '{JsonNames.Schema}', found '{JsonCursor.Short(schema)}'");
        }

        int version = root["schemaVersion"].Integer();
        if (version is < 1 or > TextExplanation.CurrentSchemaVersion)
        {
            throw root.Error(string.Create(
                CultureInfo.InvariantCulture,
                $"schema version {version} is not known; this library reads version {TextExplanation.CurrentSchemaVersion}. A newer LrpGen wrote this explanation: update to read it"));
        }

        string text = root["text"].String();
        string? pair = root.Optional("pair")?.String();
        int[] lengths = pair is null ? [text.Length] : [text.Length, pair.Length];
        ImmutableArray<LabelScore> labels = root["labels"].Array(label =>
            new LabelScore(label["name"].String(), label["logit"].Single(), label["probability"].Single()));
        if (labels.IsEmpty) throw root.Error("there are no labels");
        ImmutableArray<TokenRelevance> tokens = root["tokens"].Array(token => Token(token, lengths));
        return new()
        {
            SchemaVersion = version,
            Model = root["model"].String(),
            Tokenizer = root.Optional("tokenizer")?.String() ?? "",
            Method = root["method"].String(),
            Text = text,
            Pair = pair,
            Labels = labels,
            PredictedLabel = root["predictedLabel"].Integer(0, labels.Length - 1),
            Target = Target(root["target"], labels.Length),
            Tokens = tokens,
            Words = Words(root["words"], lengths, tokens.Length),
            UnseenCharacters = root.Optional("unseen")?.Array(range => Unseen(range, lengths)) ?? [],
            Truncation = root.Optional("truncation") is { } cut ? Truncation(cut, lengths) : null,
            Ledger = root.Optional("ledger") is { } ledger ? Ledger(ledger) : null,
            LayerRelevance = Matrix(root.Optional("layerRelevance")),
            HeadRelevance = Matrix(root.Optional("headRelevance")),
            EmbeddingRelevance = Matrix(root.Optional("embeddingRelevance")),
        };
    }

    private static ExplainedTarget Target(JsonCursor target, int labels)
    {
        ImmutableArray<float> seed = target["seed"].Array(weight => weight.Single());
        if (seed.Length != labels)
        {
            throw target["seed"].Error(string.Create(CultureInfo.InvariantCulture, $"expected {labels} weights, one a label, found {seed.Length}"));
        }

        return new(target["description"].String(), seed, target["score"].Single(), target.Optional("label")?.Integer(0, labels - 1));
    }

    private static TokenRelevance Token(JsonCursor token, int[] lengths)
    {
        (int start, int end, int sequence) = Range(token, lengths);
        return new(
            token["id"].Integer(),
            token["piece"].String(),
            start,
            end,
            sequence,
            token.Optional("special")?.Boolean() ?? false,
            token.Optional("unknown")?.Boolean() ?? false,
            token["relevance"].Single());
    }

    private static ImmutableArray<WordRelevance> Words(JsonCursor words, int[] lengths, int tokens)
    {
        int[] last = new int[lengths.Length];
        return words.Array(word =>
        {
            (int start, int end, int sequence) = Range(word, lengths);
            if (start < last[sequence]) throw word.Error("the word starts before the one before it ends");
            last[sequence] = end;
            return new WordRelevance(
                start,
                end,
                sequence,
                word["relevance"].Single(),
                word["strongest"].Single(),
                word["tokens"].Array(token => token.Integer(0, tokens - 1)));
        });
    }

    private static UnseenRange Unseen(JsonCursor unseen, int[] lengths)
    {
        (int start, int end, int sequence) = Range(unseen, lengths);
        string reason = unseen["reason"].String();
        return new(start, end, sequence, JsonNames.ReadUnseenReason(reason) ?? throw unseen.Error($"unknown reason '{JsonCursor.Short(reason)}'"));
    }

    private static Truncation Truncation(JsonCursor cut, int[] lengths)
    {
        int sequence = cut.Optional("sequence")?.Integer(0, lengths.Length - 1) ?? 0;
        return new(
            cut["tokensSeen"].Integer(0, int.MaxValue),
            cut["tokensTotal"].Integer(0, int.MaxValue),
            cut["unseenStart"].Integer(0, lengths[sequence]),
            sequence);
    }

    private static ConservationLedger Ledger(JsonCursor ledger) => new(
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

    private static (int Start, int End, int Sequence) Range(JsonCursor item, int[] lengths)
    {
        int sequence = item.Optional("sequence")?.Integer(0, lengths.Length - 1) ?? 0;
        int start = item["start"].Integer(0, lengths[sequence]);
        return (start, item["end"].Integer(start, lengths[sequence]), sequence);
    }

    private static ImmutableArray<ImmutableArray<float>> Matrix(JsonCursor? rows) =>
        rows?.Array(row => row.Array(value => value.Single())) ?? [];
}
