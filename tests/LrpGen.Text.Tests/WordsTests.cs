using System.Collections.Immutable;
using System.Text.Json;
using LrpGen.Runtime;

namespace LrpGen.Text.Tests;

public sealed class WordsTests
{
    [Fact]
    public void Words_are_the_runs_without_white_space() => CheckWords(Path.Combine(TestData.Tokenizers, "ws_words.jsonl"), 114);

    [DataFact("tokenizers/ws_words.jsonl")]
    public void Words_of_real_texts_are_the_runs_without_white_space() =>
        CheckWords(Path.Combine(TestData.DataTokenizers, "ws_words.jsonl"), 86);

    [Fact]
    public void Tokens_belong_to_the_first_white_space_word_that_they_touch() =>
        CheckTokens(Tokenizers.SmallFast, Path.Combine(TestData.Tokenizers, "xlmr-small"), 114);

    [DataFact("tokenizers/xlmr-small/words.jsonl")]
    public void Tokens_of_real_texts_belong_to_the_first_word_that_they_touch() =>
        CheckTokens(Tokenizers.SmallFast, Path.Combine(TestData.DataTokenizers, "xlmr-small"), 86);

    [DataFact("tokenizers/xlm-roberta/sentencepiece.bpe.model")]
    public void Tokens_of_xlm_roberta_belong_to_the_first_word_that_they_touch()
    {
        CheckTokens(Tokenizers.LargeFast, Path.Combine(TestData.Tokenizers, "xlm-roberta"), 114);
        CheckTokens(Tokenizers.LargeFast, Path.Combine(TestData.DataTokenizers, "xlm-roberta"), 86);
    }

    [Theory]
    [InlineData("You people: trash.", "You|people:|trash.")]
    [InlineData("我爱你。", "我|爱|你。")]
    [InlineData("《書》という本", "《書》|と|い|う|本")]
    [InlineData("ジョン・スミスはAPIを3回", "ジョン・|スミス|は|API|を|3|回")]
    [InlineData("abc（字）def", "abc|（字）|def")]
    [InlineData("ラーメン 人々", "ラーメン|人々")]
    [InlineData("ไปเที่ยว", "ไป|เที่|ย|ว")]
    [InlineData("ក្មេង", "ក្មេ|ង")]
    [InlineData("👨‍👩‍👧‍👦字👍🏽", "👨‍👩‍👧‍👦|字|👍🏽")]
    [InlineData("यह गंदी-गाली है!", "यह|गंदी-गाली|है!")]
    [InlineData("한국어 문장", "한국어|문장")]
    [InlineData("ກິນເຂົ້າ", "ກິ|ນ|ເຂົ້າ")]
    [InlineData("ประเทศนะ", "ป|ระ|เท|ศ|นะ")]
    [InlineData("မြန်မာစာ", "မြ|န်|မာ|စာ")]
    [InlineData("សួស្តី", "សួ|ស្តី")]
    [InlineData("क्षत्रिय क्‍ष श्री", "क्षत्रिय|क्‍ष|श्री")]
    [InlineData("字1️⃣🇵🇰🇮🇳字", "字|1️⃣🇵🇰🇮🇳|字")]
    public void Scripts_without_blanks_are_divided(string text, string words) =>
        Assert.Equal(words.Split('|'), Words.Split(text).Select(w => text[w.Start..w.End]));

    [Theory]
    [InlineData("#BanThem @user_1: https://example.org/a?b=c#d.", "#BanThem|@user_1:|https://example.org/a?b=c#d.")]
    [InlineData("#one#two,#three", "#one|#two,|#three")]
    [InlineData("我爱#中国人民#吗", "我|爱|#中国人民#|吗")]
    [InlineData("看https://example.org/路よ", "看|https://example.org/|路|よ")]
    [InlineData("字@user字", "字|@user|字")]
    [InlineData("RT@user .@user (#tag) 🔥#tag", "RT@user|.@user|(#tag)|🔥|#tag")]
    [InlineData("C# a@b.org &#39; #1 # @ #️⃣", "C#|a@b.org|&#39;|#1|#|@|#️⃣")]
    [InlineData("@user's @me@example.org,@you", "@user's|@me@example.org,|@you")]
    [InlineData("http://a.org,http://b.org www.c.org", "http://a.org,|http://b.org|www.c.org")]
    [InlineData("#हिन्दी_भाषा #می‌خواهم #เที่ยวไทย", "#हिन्दी_भाषा|#می‌خواهم|#เที่ยวไทย")]
    [InlineData("（#話題）字「@user」", "（#話題）|字|「@user」")]
    public void Hashtags_mentions_and_urls_are_one_word_each(string text, string words) =>
        Assert.Equal(words.Split('|'), Words.Split(text).Select(w => text[w.Start..w.End]));

    [Theory]
    [InlineData("#BlackLivesMatter!", "#Black|Lives|Matter!")]
    [InlineData("#COVID19 #USAToday #a_b", "#COVID|19|#USA|Today|#a_|b")]
    [InlineData("#ÉtatsUnis字 notAHashtag @NotMe", "#États|Unis字|notAHashtag|@NotMe")]
    [InlineData("#हिन्दी", "#हिन्दी")]
    public void A_hashtag_in_camel_case_is_divided_on_request(string text, string words) =>
        Assert.Equal(words.Split('|'), Words.Split(text, new() { SplitHashtags = true }).Select(w => text[w.Start..w.End]));

    [Fact]
    public void What_the_model_never_saw_is_marked()
    {
        const string Text = "a\u0002 \u0002 ⋯ e\u0301 kya";
        TextEncoding encoding = Tokenizers.SmallFast.Encode(Text, 128);
        WordAlignment alignment = WordAlignment.Align(encoding);
        Assert.Equal(
            new UnseenSpan[]
            {
                new(1, 2, UnseenReason.Deleted),
                new(3, 4, UnseenReason.Deleted),
                new(5, 6, UnseenReason.Unknown),
                new(7, 9, UnseenReason.Unknown),
            },
            alignment.Unseen.AsEnumerable());
    }

    [Fact]
    public void What_truncation_cuts_off_is_marked()
    {
        TextEncoding encoding = Tokenizers.SmallFast.Encode("you are what you are", 4);
        WordAlignment alignment = WordAlignment.Align(encoding);
        Assert.Equal(new[] { (8, 12), (13, 16), (17, 20) }, alignment.Unseen.Select(u => (u.Start, u.End)));
        Assert.All(alignment.Unseen, u => Assert.Equal(UnseenReason.Truncated, u.Reason));
        Assert.Equal(new TextSpan(8, 20), encoding.Truncated);
        Assert.Equal([1, 1, 0, 0, 0], alignment.TokensOfWord.Select(t => t.Length));
    }

    private static void CheckWords(string path, int count)
    {
        string[] lines = File.ReadAllLines(path);
        Assert.Equal(count, lines.Length);
        foreach (string line in lines)
        {
            using var json = JsonDocument.Parse(line);
            string text = json.RootElement.GetProperty("text").GetString()!;
            WordSpan[] expected = [.. Utf16(text, json.RootElement.GetProperty("ws_words"))];
            Assert.Equal(expected, Words.SplitAtWhiteSpace(text));

            // Words of scripts without blanks divide a run, and never reach over its ends.
            Assert.Equal(expected, Words.Split(text).GroupBy(w => expected.Single(e => w.Start >= e.Start && w.End <= e.End)).Select(g => g.Key));
            Assert.Equal(expected.Sum(w => w.Length), Words.Split(text).Sum(w => w.Length));
        }
    }

    private static void CheckTokens(TextTokenizer tokenizer, string folder, int count)
    {
        GoldenCase[] cases = [.. GoldenCase.Read(Path.Combine(folder, "cases.jsonl"))];
        string[] lines = File.ReadAllLines(Path.Combine(folder, "words.jsonl"));
        Assert.Equal(count, lines.Length);
        foreach (string line in lines)
        {
            using var json = JsonDocument.Parse(line);
            GoldenCase golden = cases[json.RootElement.GetProperty("case").GetInt32()];
            int[] expected = [.. json.RootElement.GetProperty("ws_word_of_token").EnumerateArray()
                .Select(w => w.ValueKind == JsonValueKind.Null ? WordAlignment.NoWord : w.GetInt32())];
            TextEncoding encoding = Tokenizers.Encode(tokenizer, golden, Tokenizers.OptionsOf(golden));
            ImmutableArray<WordSpan> words = Words.SplitAtWhiteSpace(golden.Text);
            WordAlignment alignment = WordAlignment.Align(encoding, words);

            // Words that share a token are one here: what the reference counts as the first of them is a part of it.
            Assert.Equal(
                expected.Select(word => word == WordAlignment.NoWord ? null : (WordSpan?)words[word]).Select(UnitOf),
                alignment.WordOfToken);

            int UnitOf(WordSpan? word) => word is not { } span ? WordAlignment.NoWord
                : alignment.Words.Index().Single(unit => unit.Item.Start <= span.Start && span.End <= unit.Item.End).Index;
        }
    }

    private static IEnumerable<WordSpan> Utf16(string text, JsonElement spans)
    {
        var units = new List<int>();
        for (int i = 0; i < text.Length; i += char.IsHighSurrogate(text[i]) ? 2 : 1) units.Add(i);
        units.Add(text.Length);
        return spans.EnumerateArray().Select(s => new WordSpan(units[s[0].GetInt32()], units[s[1].GetInt32()]));
    }
}
