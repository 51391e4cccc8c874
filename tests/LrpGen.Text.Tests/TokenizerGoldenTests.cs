using System.Text;
using System.Text.Json.Nodes;

namespace LrpGen.Text.Tests;

/// <summary>
/// Every folder of golden tokenizers, whatever its kind: what Hugging Face's tokenizers gives from <c>tokenizer.json</c>, and what sentencepiece
/// and the classes of transformers give from the older files. LRPGEN_TOKENIZER_GOLDEN names another root.
/// </summary>
public sealed class TokenizerGoldenTests
{
    // Deleted characters at the beginning of a text shift all of tokenizers' ranges to the front by their number. Here the ranges stay right.
    private static readonly string[] ShiftedByTokenizers = ["\u0001\u0002\u0007bell", "\u007F del\u007F"];

    private static readonly string Root = Environment.GetEnvironmentVariable("LRPGEN_TOKENIZER_GOLDEN") ?? TestData.Tokenizers;

    // Folder, and what differs from it: a variant of tokenizer.json, or "slow" for the folder without it.
    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string folder in Directory.EnumerateDirectories(Root).Order(StringComparer.Ordinal))
            {
                if (!File.Exists(Path.Combine(folder, "tokenizer.json"))) continue;
                string name = Path.GetFileName(folder);
                cases.Add(name, "");
                cases.Add(name, "slow");
                foreach (string file in Directory.EnumerateFiles(folder, "cases.*.jsonl")) cases.Add(name, Path.GetFileName(file).Split('.')[1]);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_folder_gives_ids_and_ranges_of_its_peer(string name, string variant)
    {
        if (variant == "slow" && NeedsTokenizerJson(name))
        {
            Assert.Contains("needs tokenizer.json", Assert.Throws<InvalidDataException>(() => Open(name, variant)).Message, StringComparison.Ordinal);
            return;
        }

        TextTokenizer tokenizer = Open(name, variant), fast = Open(name, "");

        List<string> differences = [];
        int count = 0;
        foreach (GoldenCase golden in Read(name, variant))
        {

            // The older peers were asked about special strings only where they are plain text, and not about pairs.
            if (variant == "slow" && ((golden.HasSpecialStringsOf(fast) && !golden.SplitSpecialTokens) || golden.Pair is not null)) continue;
            TextTokenizerOptions options = Tokenizers.OptionsOf(golden);
            if (variant == "slow") options = options with { SpecialStrings = SpecialStrings.PlainText };
            TextEncoding encoding = tokenizer.With(options).Encode(golden.Text, golden.Pair, golden.TruncatedTo ?? int.MaxValue);
            count++;
            Compare(differences, golden, "ids", variant == "slow" ? golden.IdsSlow ?? golden.Ids : golden.Ids, encoding.ToIds());
            if (variant == "slow") continue;
            TextSpan[] spans = [.. encoding.Tokens.Select(t => new TextSpan(t.Start, t.End))];
            if (!ShiftedByTokenizers.Contains(golden.Text)) Compare(differences, golden, "offsets", golden.Offsets, spans);
            if (golden.TypeIds is not null) Compare(differences, golden, "types", golden.TypeIds, encoding.Tokens.Select(t => t.TypeId));
            if (golden.SequenceIds is not null) Compare(differences, golden, "sequences", golden.SequenceIds, encoding.Tokens.Select(t => t.Sequence));
        }

        Assert.True(count > 0 && differences.Count == 0, $"{differences.Count} differences in {count} records.\n{string.Join('\n', differences.Take(12))}");
    }

    private static IEnumerable<GoldenCase> Read(string name, string variant)
    {
        string folder = Path.Combine(Root, name);
        string file = variant.Length > 0 && variant != "slow" ? $"cases.{variant}.jsonl" : "cases.jsonl";
        IEnumerable<GoldenCase> all = GoldenCase.Read(Path.Combine(folder, file));
        string large = Path.Combine(folder, "long.jsonl.gz");
        return file == "cases.jsonl" && File.Exists(large) ? all.Concat(GoldenCase.Read(large)) : all;
    }

    private static bool NeedsTokenizerJson(string name) =>
        File.ReadAllText(Path.Combine(Root, name, "tokenizer_config.json")).Contains("PreTrainedTokenizerFast", StringComparison.Ordinal);

    private static TextTokenizer Open(string name, string variant)
    {
        string folder = Path.Combine(Root, name);
        switch (variant)
        {
            case "":
                return TextTokenizer.FromTokenizerJson(Path.Combine(folder, "tokenizer.json"));
            case "slow":
                return TextTokenizer.Find(file => file == "tokenizer.json" || !File.Exists(Path.Combine(folder, file)) ? null : File.OpenRead(Path.Combine(folder, file)))!;
            case "converter":
                return Tokenizers.WithPipeline(Path.Combine(folder, "tokenizer.json"), Path.Combine(folder, "tokenizer.converter.pipeline.json"));
            case "prefix-space":
                JsonNode root = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")))!;
                root["pre_tokenizer"]!["add_prefix_space"] = true;
                if (root["post_processor"]!["add_prefix_space"] is not null) root["post_processor"]!["add_prefix_space"] = true;
                return FromJson(root, folder);
            default:
                return TextTokenizer.FromTokenizerJson(Path.Combine(folder, $"tokenizer.{variant}.json"));
        }
    }

    private static TextTokenizer FromJson(JsonNode root, string name)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(root.ToJsonString()));
        return TextTokenizer.FromTokenizerJson(stream, name);
    }

    private static void Compare<T>(List<string> differences, GoldenCase golden, string what, IEnumerable<T> expected, IEnumerable<T> found)
    {
        if (expected.SequenceEqual(found)) return;
        string text = golden.Text.Length > 80 ? golden.Text[..80] : golden.Text;
        (T[] e, T[] f) = ([.. expected], [.. found]);
        int at = Enumerable.Range(0, Math.Min(e.Length, f.Length)).FirstOrDefault(i => !e[i]!.Equals(f[i]), Math.Min(e.Length, f.Length));
        differences.Add($"{what} of '{Escape(text)}' from {at}:\n  expected {Join(e.Skip(Math.Max(0, at - 2)))}\n  found    {Join(f.Skip(Math.Max(0, at - 2)))}");
    }

    private static string Join<T>(IEnumerable<T> values) => string.Join(' ', values.Take(16).Select(v => v is TextSpan s ? $"{s.Start}-{s.End}" : $"{v}"));

    private static string Escape(string text) => string.Concat(text.Select(c => c is >= ' ' and < '\u007F' ? $"{c}" : $"\\u{(int)c:X4}"));
}
