using System.Text.Json;

namespace LrpGen.Text.Tokenization;

/// <summary>
/// Tokens that a training added to a tokenizer which is saved as a SentencePiece model: they stand in files beside it. They are not
/// read, and without them a text gets other ids, so that such a folder is refused.
/// </summary>
internal static class SlowAddedTokens
{
    internal const string ListFile = "added_tokens.json";

    /// <summary>Refuses a list of added tokens that has more than the model's own.</summary>
    /// <exception cref="InvalidDataException">It has, or cannot be read.</exception>
    internal static void Refuse(ReadOnlyMemory<byte> list, string name) => JsonFile.Read(list, name, root =>
    {
        root.Need(JsonValueKind.Object);
        Refuse(root.Value.EnumerateObject().Select(token => token.Name), name);
        return true;
    });

    /// <summary>Refuses settings that add tokens to the model's own.</summary>
    /// <exception cref="InvalidDataException">They do.</exception>
    internal static void Refuse(TokenizerConfig config, string name) => Refuse(config.AddedTokens.Select(token => token.Content), name);

    private static void Refuse(IEnumerable<string> added, string name)
    {
        string[] tokens = [.. added.Where(token => !StructuralTokens.IsStructural(token))];
        if (tokens.Length > 0)
        {
            throw TokenizerError.In(name, $"adds {tokens.Length} tokens to the SentencePiece model, such as '{tokens[0]}', which are read from tokenizer.json only; "
                + "write that with AutoTokenizer.from_pretrained(folder).save_pretrained(folder).");
        }
    }
}
