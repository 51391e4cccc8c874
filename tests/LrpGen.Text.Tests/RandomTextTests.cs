using System.Text;

namespace LrpGen.Text.Tests;

/// <summary>
/// What no text may do to any of the golden tokenizers: throw, give a range outside of the text or inside of a character, or ranges out of order.
/// 10,000 texts, of which every tokenizer gets its share; with LRPGEN_EXHAUSTIVE=1, 1,000,000. LRPGEN_RANDOM_TEXTS sets another number.
/// </summary>
public sealed class RandomTextTests
{
    private static readonly int Texts = Environment.GetEnvironmentVariable("LRPGEN_RANDOM_TEXTS") is { } number
        ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)
        : Environment.GetEnvironmentVariable("LRPGEN_EXHAUSTIVE") == "1" ? 1_000_000 : 10_000;

    // Folders whose tokenizers change nothing in a text, and what decoding gives back of it.
    private static readonly Dictionary<string, Func<string, string?>> GivenBack = new()
    {
        ["gpt2-small"] = text => text,
        ["roberta-small"] = text => text,
        ["llama3-small"] = text => text,

        // NFC: what is composed already stays as it is. .NET and Unicode 14 agree on all that both know.
        ["qwen2-small"] = text => text.All(char.IsAscii) ? text : null,

        // The blank's own sign cannot be told from a blank.
        ["llama-small"] = text => text.Contains('\u2581', StringComparison.Ordinal) ? null : text,
        ["gemma-small"] = text => text.Contains('\u2581', StringComparison.Ordinal) ? null : text,
    };

    public static TheoryData<string, string> Tokenizers
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach ((string name, string variant) in All) data.Add(name, variant);
            return data;
        }
    }

    private static (string Name, string Variant)[] All { get; } =
        [.. GoldenTokenizer.All().Where(t => t.Variant != GoldenTokenizer.Slow || !GoldenTokenizer.NeedsTokenizerJson(t.Name))];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Any_text_is_encoded_with_ranges_inside_of_it(string name, string variant)
    {
        TextTokenizer tokenizer = GoldenTokenizer.Open(name, variant);
        for (int seed = Array.IndexOf(All, (name, variant)); seed < Texts; seed += All.Length)
        {
            string text = RandomText.Of(seed), what = $"{name} {variant}, seed {seed}, '{Escaped.Of(text)}'";
            try
            {
                Check(tokenizer, text, seed, what);
                if (GivenBack.TryGetValue(name, out Func<string, string?>? expected)) CheckDecoding(tokenizer, text, expected, variant, what);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{what}: {e}");
            }
        }
    }

    private static void Check(TextTokenizer tokenizer, string text, int seed, string what)
    {
        TextTokenizerOptions options = tokenizer.Options with
        {
            SpecialStrings = (SpecialStrings)(seed % 3),
            TruncationSide = seed % 5 == 0 ? TruncationSide.Left : TruncationSide.Right,
        };
        string? pair = seed % 7 == 0 ? RandomText.Of(~seed) : null;
        TextEncoding encoding = tokenizer.With(options).Encode(text, pair, seed % 4 == 0 ? 8 : int.MaxValue);

        // Behind an added token, tokenizers puts a blank before the text and takes the text's first character from the range for it.
        bool isCutByTokenizers = what.StartsWith("roberta-small prefix-space", StringComparison.Ordinal) && options.SpecialStrings != SpecialStrings.PlainText;
        int[] last = [0, 0];
        foreach (EncodedToken token in encoding.Tokens)
        {
            if (token.IsSpecial) continue;
            string source = token.Sequence == 0 ? text : pair!;
            Assert.True(token.Start >= 0 && token.Start <= token.End && token.End <= source.Length, $"{what}: {token} lies outside");
            Assert.True(token.Start >= last[token.Sequence] || isCutByTokenizers, $"{what}: {token} is before the token before it");
            Assert.False(IsInsidePair(source, token.Start) || IsInsidePair(source, token.End), $"{what}: {token} splits a surrogate pair");
            Assert.True((uint)token.Id < (uint)tokenizer.VocabularySize, $"{what}: {token} has no row");
            last[token.Sequence] = token.Start;
        }

        Assert.False(
            IsInsidePair(text, encoding.Truncated.Start) || IsInsidePair(text, encoding.Truncated.End), $"{what}: {encoding.Truncated} splits a surrogate pair");
        tokenizer.Decode(encoding.ToIds());
    }

    private static void CheckDecoding(TextTokenizer tokenizer, string text, Func<string, string?> expected, string variant, string what)
    {
        // Lone surrogates are read as U+FFFD.
        if (expected(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))) is not { } given) return;
        string decoded = tokenizer.Decode(tokenizer.EncodeToIds(text));

        // Metaspace puts no blank before a text that has one, and decoding takes it all the same.
        if (variant == "metaspace" && given.StartsWith(' ')) given = given[1..];
        if (variant == "prefix-space" && decoded.StartsWith(' ') && !given.StartsWith(' ')) decoded = decoded[1..];
        Assert.True(given == decoded, $"{what}: decoded to '{Escaped.Of(decoded)}'");
    }

    private static bool IsInsidePair(string text, int at) => at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]);
}
