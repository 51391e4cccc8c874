using System.Text.Json;

namespace LrpGen.Text.Unigram;

/// <summary>
/// Tokens that a training added to a tokenizer which is saved as a SentencePiece model: they stand in files beside it. They are not
/// read, and without them a text gets other ids, so that such a folder is refused.
/// </summary>
internal static class SlowAddedTokens
{
    private const string List = "added_tokens.json";
    private const string Config = "tokenizer_config.json";

    /// <summary>Refuses a folder whose files add tokens to the model's own.</summary>
    /// <exception cref="InvalidDataException">They do, or cannot be read.</exception>
    internal static void Refuse(string folder)
    {
        Refuse(Path.Combine(folder, List), root => root.EnumerateObject().Select(token => token.Name));
        Refuse(Path.Combine(folder, Config), root => root.TryGetProperty("added_tokens_decoder", out JsonElement tokens) && tokens.ValueKind == JsonValueKind.Object
            ? tokens.EnumerateObject().Select(token => token.Value.TryGetProperty("content", out JsonElement content) ? content.ToString() : "")
            : []);
    }

    private static void Refuse(string path, Func<JsonElement, IEnumerable<string>> added)
    {
        if (!File.Exists(path)) return;

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object) return;
            string[] tokens = [.. added(document.RootElement).Where(token => !StructuralTokens.Names.Contains(token))];
            if (tokens.Length > 0)
            {
                throw TokenizerError.In(path, $"adds {tokens.Length} tokens to the SentencePiece model, such as '{tokens[0]}', which are read from tokenizer.json only; "
                    + "write that with AutoTokenizer.from_pretrained(folder).save_pretrained(folder).");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw TokenizerError.In(path, $"not JSON: {e.Message}", e);
        }
    }
}
