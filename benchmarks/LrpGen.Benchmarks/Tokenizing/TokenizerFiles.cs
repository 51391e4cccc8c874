using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LrpGen.Benchmarks.Tokenizing;

/// <summary>Files of tokenizers of full size, which the repository does not hold: given by who has them, or made here.</summary>
internal static class TokenizerFiles
{
    /// <summary>Pieces of GPT-2's vocabulary.</summary>
    private const int Gpt2Pieces = 50_257;

    // Characters as they are, as Hugging Face writes them.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder of a golden tokenizer, whose vocabulary is small.</summary>
    public static string Golden(string name) => Path.Combine(Folders.Root, "tests", "golden", "tokenizers", name);

    /// <summary>XLM-R's SentencePiece model (250,002 pieces); null where it is not there.</summary>
    public static string? XlmRoberta { get; } = Path.Combine(Folders.Data, "tokenizers", "xlm-roberta", "sentencepiece.bpe.model") is var path && File.Exists(path) ? path : null;

    /// <summary>The same vocabulary as a <c>tokenizer.json</c>, made of it once.</summary>
    public static string XlmRobertaJson(string model)
    {
        string path = Path.Combine(Directory.CreateDirectory(Folders.Artifacts("xlm-roberta-tokenizer")).FullName, "tokenizer.json");
        if (File.Exists(path)) return path;

        JsonNode root = JsonNode.Parse(File.ReadAllBytes(Path.Combine(Golden("xlm-roberta"), "tokenizer.pipeline.json")))!;
        SentencePieceFile file = SentencePieceFile.Read(File.ReadAllBytes(model));
        root["normalizer"]!["precompiled_charsmap"] = Convert.ToBase64String(file.Charsmap);
        JsonArray vocabulary = [];
        foreach (string special in (string[])["<s>", "<pad>", "</s>", "<unk>"]) vocabulary.Add(new JsonArray(special, 0.0));
        foreach ((string piece, float score) in file.Pieces.Skip(3)) vocabulary.Add(new JsonArray(piece, score));
        vocabulary.Add(new JsonArray("<mask>", 0.0));
        root["model"]!["vocab"] = vocabulary;
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(root, Relaxed));
        return path;
    }

    /// <summary>
    /// A folder with a byte-level vocabulary of GPT-2's size in both forms: the golden one's merges, then merges of random pieces of up to 12 bytes.
    /// </summary>
    public static string Gpt2Sized()
    {
        string folder = Directory.CreateDirectory(Folders.Artifacts("gpt2-sized-tokenizer")).FullName;
        if (File.Exists(Path.Combine(folder, "tokenizer.json"))) return folder;

        JsonNode root = JsonNode.Parse(File.ReadAllBytes(Path.Combine(Golden("gpt2-small"), "tokenizer.json")))!;
        JsonNode model = root["model"]!;
        Dictionary<string, int> vocabulary = model["vocab"]!.AsObject().ToDictionary(piece => piece.Key, piece => piece.Value!.GetValue<int>());
        List<(string Left, string Right)> merges = [.. model["merges"]!.AsArray().Select(pair => pair is JsonArray two ? (two[0]!.GetValue<string>(), two[1]!.GetValue<string>()) : Two(pair!.GetValue<string>()))];
        List<string> pieces = [.. vocabulary.OrderBy(piece => piece.Value).Select(piece => piece.Key).Where(piece => !piece.StartsWith("<|", StringComparison.Ordinal))];
        Random random = new(1);
        while (vocabulary.Count < Gpt2Pieces)
        {
            (string left, string right) = (pieces[random.Next(pieces.Count)], pieces[random.Next(pieces.Count)]);
            if (left.Length + right.Length > 12 || right[0] == '\u0120' || !vocabulary.TryAdd(left + right, vocabulary.Count)) continue;
            pieces.Add(left + right);
            merges.Add((left, right));
        }

        model["vocab"] = new JsonObject(vocabulary.Select(piece => KeyValuePair.Create<string, JsonNode?>(piece.Key, piece.Value)));
        model["merges"] = new JsonArray([.. merges.Select(pair => new JsonArray(pair.Left, pair.Right))]);
        File.WriteAllBytes(Path.Combine(folder, "vocab.json"), JsonSerializer.SerializeToUtf8Bytes(vocabulary, Relaxed));
        File.WriteAllLines(Path.Combine(folder, "merges.txt"), ["#version: 0.2", .. merges.Select(pair => $"{pair.Left} {pair.Right}")]);
        File.WriteAllBytes(Path.Combine(folder, "tokenizer.json"), JsonSerializer.SerializeToUtf8Bytes(root, Relaxed));
        return folder;
    }

    private static (string, string) Two(string pair) => pair.Split(' ') is [var left, var right] ? (left, right) : throw new InvalidDataException(pair);
}
