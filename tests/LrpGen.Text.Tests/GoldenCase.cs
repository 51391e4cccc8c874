using System.IO.Compression;
using System.Text.Json;

namespace LrpGen.Text.Tests;

/// <summary>A record of cases.jsonl or long.jsonl.gz; tests/golden/tokenizers/README.md explains the fields.</summary>
internal sealed class GoldenCase
{
    private GoldenCase(JsonElement json)
    {
        Text = json.GetProperty("text").GetString()!;
        Pair = Optional(json, "pair")?.GetString();
        Special = json.GetProperty("special").GetBoolean();
        Ids = Numbers(json.GetProperty("ids"));
        Tokens = Optional(json, "tokens")?.EnumerateArray().Select(t => t.GetString()!).ToArray();
        SequenceIds = Optional(json, "sequence_ids")?.EnumerateArray()
            .Select(s => s.ValueKind == JsonValueKind.Null ? -1 : s.GetInt32()).ToArray();
        TypeIds = Optional(json, "type_ids") is { } types ? Numbers(types) : null;
        Offsets = ReadOffsets(json);
        TruncatedTo = Optional(json, "truncated_to")?.GetInt32();
        Truncation = Optional(json, "truncation")?.GetString();
        TruncateLeft = Optional(json, "truncation_side")?.GetString() == "left";
        SplitSpecialTokens = Optional(json, "split_special_tokens")?.GetBoolean() ?? false;
        IdsSlow = Optional(json, "ids_slow") is { } slow ? Numbers(slow) : null;
    }

    internal string Text { get; }

    internal string? Pair { get; }

    internal bool Special { get; }

    internal int[] Ids { get; }

    internal string[]? Tokens { get; }

    internal int[]? SequenceIds { get; }

    internal int[]? TypeIds { get; }

    internal TextSpan[] Offsets { get; }

    internal int? TruncatedTo { get; }

    internal string? Truncation { get; }

    internal bool TruncateLeft { get; }

    internal bool SplitSpecialTokens { get; }

    internal int[]? IdsSlow { get; }

    /// <summary>What was asked: two records with one key differ in their answers alone.</summary>
    internal string Key => $"{Text}|{Pair}|{Special}|{TruncatedTo}|{Truncation}|{TruncateLeft}|{SplitSpecialTokens}";

    /// <summary>True where the text has a special token's string, be it only after normalisation (full-width letters).</summary>
    internal bool HasSpecialStrings
    {
        get
        {
            const char FirstFullWidth = '\uFF01';
            string both = string.Concat($"{Text} {Pair}".Select(c => c is >= FirstFullWidth and <= '\uFF5E' ? (char)(c - FirstFullWidth + '!') : c));
            return new[] { "<s>", "</s>", "<unk>", "<pad>", "<mask>" }.Any(s => both.Contains(s, StringComparison.Ordinal));
        }
    }

    /// <summary>True where the text has the string of one of a tokenizer's special tokens.</summary>
    internal bool HasSpecialStringsOf(TextTokenizer tokenizer)
    {
        TextTokenizerOptions match = tokenizer.Options with { SpecialStrings = SpecialStrings.Match }, plain = match with { SpecialStrings = SpecialStrings.PlainText };
        return HasSpecialStrings || !tokenizer.With(match).Encode(Text, Pair, int.MaxValue).ToIds().SequenceEqual(tokenizer.With(plain).Encode(Text, Pair, int.MaxValue).ToIds());
    }

    internal static IEnumerable<GoldenCase> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            yield return new GoldenCase(document.RootElement);
        }
    }

    internal static JsonElement? Optional(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    internal static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetInt32())];

    internal static TextSpan[] Spans(JsonElement array) =>
        [.. array.EnumerateArray().Select(p => new TextSpan(p[0].GetInt32(), p[1].GetInt32()))];

    private TextSpan[] ReadOffsets(JsonElement json)
    {
        if (Optional(json, "offset_steps") is { } steps)
        {
            int[] deltas = Numbers(steps);
            var spans = new TextSpan[deltas.Length / 2];
            int end = 0;
            for (int i = 0; i < spans.Length; i++)
            {
                int start = end + deltas[2 * i];
                end = start + deltas[(2 * i) + 1];
                spans[i] = new TextSpan(start, end);
            }

            return ToUtf16(spans, Text);
        }

        // Without offsets_utf16 there is no character above U+FFFF.
        return Spans(Optional(json, "offsets_utf16") ?? json.GetProperty("offsets"));
    }

    private static TextSpan[] ToUtf16(TextSpan[] codePoints, string text)
    {
        var units = new List<int>();
        for (int i = 0; i < text.Length; i += char.IsHighSurrogate(text[i]) ? 2 : 1) units.Add(i);
        units.Add(text.Length);
        return [.. codePoints.Select(s => new TextSpan(units[s.Start], units[s.End]))];
    }
}
