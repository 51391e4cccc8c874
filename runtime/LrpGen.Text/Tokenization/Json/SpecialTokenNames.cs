namespace LrpGen.Text.Tokenization;

/// <summary>What a folder calls its special tokens: <c>unk_token</c>, <c>cls_token</c> and so on, of tokenizer_config.json or special_tokens_map.json.</summary>
internal static class SpecialTokenNames
{
    internal const string FileName = "special_tokens_map.json";

    private static readonly string[] Roles = ["bos_token", "eos_token", "unk_token", "sep_token", "cls_token", "pad_token", "mask_token"];

    internal static Dictionary<string, string> ReadMap(ReadOnlyMemory<byte> file, string name) => JsonFile.Read(file, name, Read);

    internal static Dictionary<string, string> Read(JsonPlace root)
    {
        Dictionary<string, string> names = [];
        foreach (string role in Roles)
        {
            // A token is its text, or an object with settings.
            JsonPlace token = root.Optional(role);
            if (!token.IsNull) names[role] = token.Value.ValueKind == System.Text.Json.JsonValueKind.Object ? token["content"].Text() : token.Text();
        }

        return names;
    }
}
