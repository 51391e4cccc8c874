using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace LrpGen.Text.Tokenization;

/// <summary>What of <c>tokenizer_config.json</c> changes ids: settings that transformers puts over those of the tokenizer's own files.</summary>
internal sealed record TokenizerConfig
{
    internal const string FileName = "tokenizer_config.json";

    /// <summary>Nothing is set.</summary>
    internal static TokenizerConfig None { get; } = new();

    /// <summary><c>tokenizer_class</c> without a <c>Fast</c> at its end, or an empty string.</summary>
    internal string ClassName { get; init; } = "";

    internal bool? DoLowerCase { get; init; }

    internal bool? StripAccents { get; init; }

    internal bool? TokenizeChineseCharacters { get; init; }

    internal bool? AddPrefixSpace { get; init; }

    internal bool? AddBeginToken { get; init; }

    internal bool? AddEndToken { get; init; }

    /// <summary>False for the treatment of blanks after special tokens that transformers 4.40 brought.</summary>
    internal bool? Legacy { get; init; }

    internal bool? KeepAccents { get; init; }

    /// <summary>Longest sequence in tokens; <see cref="int.MaxValue"/> where none is set.</summary>
    internal int ModelMaxLength { get; init; } = int.MaxValue;

    /// <summary>Names of special tokens by their roles, such as <c>cls_token</c>.</summary>
    internal IReadOnlyDictionary<string, string> SpecialTokens { get; init; } = new Dictionary<string, string>();

    /// <summary>Tokens that were added to the vocabulary (<c>added_tokens_decoder</c>).</summary>
    internal ImmutableArray<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>The same with names of special tokens where it has none.</summary>
    internal TokenizerConfig With(IReadOnlyDictionary<string, string> names)
    {
        Dictionary<string, string> all = new(names);
        foreach ((string role, string name) in SpecialTokens) all[role] = name;
        return this with { SpecialTokens = all };
    }

    /// <summary>The name of a special token.</summary>
    internal string Special(string role, string missing) => SpecialTokens.GetValueOrDefault(role, missing);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not JSON, or a setting is of the wrong kind.</exception>
    internal static TokenizerConfig Read(ReadOnlyMemory<byte> file, string name) => JsonFile.Read(file, name, root =>
    {
        string className = root.Optional("tokenizer_class") is { IsNull: false } type ? type.Text() : "";
        return new TokenizerConfig
        {
            ClassName = className.EndsWith("Fast", StringComparison.Ordinal) ? className[..^4] : className,
            DoLowerCase = Flag(root, "do_lower_case"),
            StripAccents = Flag(root, "strip_accents"),
            TokenizeChineseCharacters = Flag(root, "tokenize_chinese_chars"),
            AddPrefixSpace = Flag(root, "add_prefix_space"),
            AddBeginToken = Flag(root, "add_bos_token"),
            AddEndToken = Flag(root, "add_eos_token"),
            Legacy = Flag(root, "legacy"),
            KeepAccents = Flag(root, "keep_accents"),
            SpecialTokens = SpecialTokenNames.Read(root),
            AddedTokens = ReadAdded(root.Optional("added_tokens_decoder")),
            ModelMaxLength = Length(root.Optional("model_max_length")),
        };
    });

    private static ImmutableArray<AddedToken> ReadAdded(JsonPlace decoder)
    {
        if (decoder.IsNull) return [];
        decoder.Need(JsonValueKind.Object);
        var tokens = ImmutableArray.CreateBuilder<AddedToken>();
        foreach (JsonProperty property in decoder.Value.EnumerateObject())
        {
            if (!int.TryParse(property.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id > ModelJson.MaxId)
            {
                throw decoder.Error($"found the id '{property.Name}', needed a number up to {ModelJson.MaxId}");
            }

            JsonPlace token = decoder[property.Name];
            bool special = token.Flag("special");
            tokens.Add(new AddedToken(
                id, token["content"].Text(), special, token.Flag("normalized", missing: !special), token.Flag("lstrip"), token.Flag("rstrip"), token.Flag("single_word")));
        }

        return tokens.ToImmutable();
    }

    private static bool? Flag(JsonPlace root, string name) => root.Optional(name) is { IsNull: false } flag ? flag.Flag() : null;

    // transformers writes 10^30 for "no limit".
    private static int Length(JsonPlace length)
    {
        if (length.IsNull) return int.MaxValue;
        length.Need(JsonValueKind.Number);
        return length.Value.TryGetInt32(out int number) && number > 0 ? number
            : length.Value.TryGetDouble(out double large) && large >= int.MaxValue ? int.MaxValue
            : throw length.Error($"found {length.Value}, needed a number above 0");
    }
}
