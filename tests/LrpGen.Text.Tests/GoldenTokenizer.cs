using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace LrpGen.Text.Tests;

/// <summary>The golden tokenizers in every form that their folders have, each read once.</summary>
internal static class GoldenTokenizer
{
    /// <summary>The form of a folder's main <c>tokenizer.json</c>.</summary>
    internal const string Fast = "";

    /// <summary>The form of a folder without <c>tokenizer.json</c>: the older files alone.</summary>
    internal const string Slow = "slow";

    // Its vocabulary is too large for the repository: the model file lies with the data, and the folder has pipelines without a vocabulary.
    private const string Large = "xlm-roberta";

    private static readonly ConcurrentDictionary<(string, string), Lazy<TextTokenizer>> Read = new();

    /// <summary>Folder, and what differs from it: <see cref="Fast"/>, <see cref="Slow"/>, or a variant of <c>tokenizer.json</c>.</summary>
    internal static IEnumerable<(string Name, string Variant)> All()
    {
        foreach (string folder in Directory.EnumerateDirectories(TestData.Tokenizers).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(folder);
            if (name == Large && !HasLarge) continue;
            yield return (name, Fast);
            yield return (name, Slow);
            foreach (string file in Directory.EnumerateFiles(folder, "cases.*.jsonl")) yield return (name, Path.GetFileName(file).Split('.')[1]);
        }
    }

    /// <summary>Whether the model file of XLM-R is there.</summary>
    internal static bool HasLarge => File.Exists(Path.Combine(TestData.DataTokenizers, Large, "sentencepiece.bpe.model"));

    /// <summary>Whether a folder's older files do not say how texts are cut, so that it has no slow form.</summary>
    internal static bool NeedsTokenizerJson(string name) => name != Large
        && File.ReadAllText(Path.Combine(TestData.Tokenizers, name, "tokenizer_config.json")).Contains("PreTrainedTokenizerFast", StringComparison.Ordinal);

    /// <summary>Opens a form of a folder's tokenizer.</summary>
    internal static TextTokenizer Open(string name, string variant) => Read.GetOrAdd((name, variant), _ => new Lazy<TextTokenizer>(() => OpenOnce(name, variant))).Value;

    private static TextTokenizer OpenOnce(string name, string variant)
    {
        if (name == Large) return variant == Slow ? Tokenizers.LargeSlow : variant == Fast ? Tokenizers.LargeFast : Tokenizers.LargeConverter;

        string folder = Path.Combine(TestData.Tokenizers, name);
        switch (variant)
        {
            case Fast:
                return TextTokenizer.FromTokenizerJson(Path.Combine(folder, "tokenizer.json"));
            case Slow:
                return TextTokenizer.Find(file => file == "tokenizer.json" || !File.Exists(Path.Combine(folder, file)) ? null : File.OpenRead(Path.Combine(folder, file)))!;
            case "converter":
                return Tokenizers.WithPipeline(Path.Combine(folder, "tokenizer.json"), Path.Combine(folder, "tokenizer.converter.pipeline.json"));
            case "prefix-space":
                JsonNode root = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")))!;
                root["pre_tokenizer"]!["add_prefix_space"] = true;
                if (root["post_processor"]!["add_prefix_space"] is not null) root["post_processor"]!["add_prefix_space"] = true;
                using (MemoryStream stream = new(Encoding.UTF8.GetBytes(root.ToJsonString()))) return TextTokenizer.FromTokenizerJson(stream, folder);
            default:
                return TextTokenizer.FromTokenizerJson(Path.Combine(folder, $"tokenizer.{variant}.json"));
        }
    }
}
