using System.Globalization;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Conformance.Tests;

/// <summary>
/// Every family that is compiled explains texts from its folder as it was downloaded, with each form of tokenizer that such folders have and
/// with nothing written by hand.
/// </summary>
public sealed class FamilyFolderTests
{
    private static readonly string[] Texts =
    [
        "I can't believe it's 2024 already — naïve, isn't it?",
        "तुम बिल्कुल बेवकूफ हो, क्षमा करें।",
        "یہ بہت اچھا دن ہے، شکریہ۔",
        "مرحبا بالعالم! ﷺ كيف حالك؟",
        "สวัสดีครับ วันนี้อากาศดีมาก",
        "今日はとても良い天気ですね。カタカナも、漢字も。",
        "👨‍👩‍👧‍👦 great 👍🏽 job 🇮🇳 ❤️‍🔥!!",
        "a\u200Bb \u202Emixed\u202C e\u0301 \uFFFD \u0007 <s> [CLS]",
    ];

    public static TheoryData<string, string, string, string> Folders => new()
    {
        { "bert-seqcls", "bert-cased-small", "BertTokenizer", "tokenizer.json vocab.txt" },
        { "bert-seqcls", "bert-uncased-small", "BertTokenizer", "tokenizer.json vocab.txt" },
        { "bert-seqcls", "bert-cased-small", "BertTokenizer", "vocab.txt" },
        { "bert-seqcls", "bert-uncased-small", "", "vocab.txt" },
        { "roberta-seqcls", "roberta-small", "RobertaTokenizer", "tokenizer.json vocab.json merges.txt" },
        { "roberta-seqcls", "roberta-small", "", "vocab.json merges.txt" },
        { "distilbert-seqcls", "bert-uncased-small", "DistilBertTokenizer", "tokenizer.json vocab.txt" },
        { "distilbert-seqcls", "bert-cased-small", "DistilBertTokenizer", "vocab.txt" },
        { "electra-seqcls", "bert-uncased-small", "ElectraTokenizer", "tokenizer.json vocab.txt" },
        { "electra-seqcls", "bert-uncased-small", "ElectraTokenizer", "vocab.txt" },
        { "xlm-roberta-seqcls", "xlmr-small", "XLMRobertaTokenizer", "tokenizer.json sentencepiece.bpe.model" },
        { "xlm-roberta-seqcls", "xlmr-small", "", "sentencepiece.bpe.model" },
    };

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_explains_texts_of_every_script(string network, string tokenizer, string className, string files)
    {
        using FamilyFolder folder = new(network, tokenizer, className, files.Split(' '));
        using TextClassifier model = folder.Load();
        Assert.Equal(folder.Tokenizer.Identity, model.Encoder!.Identity);
        foreach (string text in Texts)
        {
            Check(model.Explain(text));
            Check(model.ExplainPair(text, Texts[0]));
        }
    }

    [Fact]
    public void What_does_not_fit_into_the_model_is_marked()
    {
        using FamilyFolder folder = new("bert-seqcls", "bert-uncased-small", "", "vocab.txt");
        using TextClassifier model = folder.Load();
        TextExplanation explanation = model.Explain(string.Join(' ', Enumerable.Repeat(Texts[1], 20)));
        Assert.NotNull(explanation.Truncation);
        Check(explanation);
    }

    private static void Check(TextExplanation explanation)
    {
        string[] sources = explanation.Pair is null ? [explanation.Text] : [explanation.Text, explanation.Pair];
        bool[][] known = [.. sources.Select(source => new bool[source.Length])];
        Assert.Contains(explanation.Tokens, token => !token.IsSpecial);
        foreach (TokenRelevance token in explanation.Tokens.Where(token => !token.IsSpecial))
        {
            string source = sources[token.Sequence];
            Assert.InRange(token.Start, 0, token.End);
            Assert.InRange(token.End, token.Start, source.Length);
            Assert.False(IsInsidePair(source, token.Start) || IsInsidePair(source, token.End), $"'{token.Piece}' splits a surrogate pair");
            if (!token.IsUnknown) known[token.Sequence].AsSpan(token.Start..token.End).Fill(true);
        }

        // What is marked is not covered, and what is not covered is marked: cluster by cluster, as marks may be composed into their letters.
        foreach (UnseenRange range in explanation.UnseenCharacters) known[range.Sequence].AsSpan(range.Start..range.End).Fill(true);
        for (int sequence = 0; sequence < sources.Length; sequence++)
        {
            string source = sources[sequence];
            for (int at = 0, end; at < source.Length; at = end)
            {
                end = at + StringInfo.GetNextTextElementLength(source, at);
                Assert.True(
                    char.IsWhiteSpace(source[at]) || known[sequence].AsSpan(at..end).Contains(true), $"'{source[at..end]}' of '{source}' is neither covered nor marked");
            }
        }

        Assert.All(explanation.Tokens, token => Assert.True(float.IsFinite(token.Relevance)));
        double tokens = explanation.Tokens.Where(token => !token.IsSpecial).Sum(token => (double)token.Relevance);
        double words = explanation.Words.Sum(word => (double)word.Relevance);
        double size = explanation.Tokens.Sum(token => Math.Abs((double)token.Relevance));

        // A word's sum is rounded to 24 bits once.
        Assert.InRange(words, tokens - (1e-6 * size), tokens + (1e-6 * size));
        Assert.True(size > 0, "no token has relevance");
    }

    private static bool IsInsidePair(string text, int at) => at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]);
}
