using System.Collections.Immutable;
using System.Text.Json;

namespace LrpGen.Runtime;

/// <summary>Reads the JSON form. The text may come from anybody: everything that a view relies on is checked.</summary>
internal static class ExplanationJsonReader
{
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public static TextExplanation Read(JsonElement element)
    {
        var root = new JsonCursor(element, "$");
        int version = JsonReading.Version(root, JsonNames.Schema, TextExplanation.CurrentSchemaVersion);
        string text = root["text"].String();
        string? pair = root.Optional("pair")?.String();
        int[] lengths = pair is null ? [text.Length] : [text.Length, pair.Length];
        ImmutableArray<LabelScore> labels = JsonReading.Labels(root);
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
            Target = JsonReading.Target(root["target"], labels.Length),
            Tokens = tokens,
            Words = Words(root["words"], lengths, tokens.Length),
            UnseenCharacters = root.Optional("unseen")?.Array(range => Unseen(range, lengths)) ?? [],
            Truncation = root.Optional("truncation") is { } cut ? Truncation(cut, lengths) : null,
            Windowing = root.Optional("windowing") is { } windowing ? WindowJson.Read(windowing, lengths, tokens.Length, labels.Length) : null,
            Ledger = root.Optional("ledger") is { } ledger ? JsonReading.Ledger(ledger) : null,
            LayerRelevance = Matrix(root.Optional("layerRelevance")),
            HeadRelevance = Matrix(root.Optional("headRelevance")),
            EmbeddingRelevance = Matrix(root.Optional("embeddingRelevance")),
        };
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

    public static (int Start, int End, int Sequence) Range(JsonCursor item, int[] lengths)
    {
        int sequence = item.Optional("sequence")?.Integer(0, lengths.Length - 1) ?? 0;
        int start = item["start"].Integer(0, lengths[sequence]);
        return (start, item["end"].Integer(start, lengths[sequence]), sequence);
    }

    private static ImmutableArray<ImmutableArray<float>> Matrix(JsonCursor? rows) =>
        rows?.Array(row => row.Array(value => value.Single())) ?? [];
}
