using LrpGen.Runtime;

namespace LrpGen.Explanations.Tests;

public class UnitTests
{
    [Theory]
    [InlineData("You are trash. Go away!", "You are trash.|Go away!")]
    [InlineData("Is it 3.5? Yes, i.e. so, at example.com it is.", "Is it 3.5?|Yes, i.e. so, at example.com it is.")]
    [InlineData("He said “Go!” and went. \"No.\" (Yes.) U.S.A. Then", "He said “Go!”|and went.|\"No.\"|(Yes.)|U.S.A.|Then")]
    [InlineData("What?! No... really, really", "What?!|No... really, really")]
    [InlineData("तुम सब गद्दार हो। चले जाओ॥ अब", "तुम सब गद्दार हो।|चले जाओ॥|अब")]
    [InlineData("تم کون ہو؟ جاؤ۔ اب", "تم کون ہو؟|جاؤ۔|اب")]
    [InlineData("我爱你。走开！「好。」是", "我爱你。|走开！|「好。」|是")]
    [InlineData("ไปให้พ้น ไอ้โง่", "ไปให้พ้น ไอ้โง่")]
    [InlineData("one\ntwo\r\n\r\nthree\u2029four", "one|two|three|four")]
    [InlineData("  \n ", "")]
    [InlineData("Stop. 😡 Now.", "Stop.|😡 Now.")]
    public void Sentences_end_as_UAX_29_says(string text, string sentences) => Assert.Equal(
        sentences.Split('|', StringSplitOptions.RemoveEmptyEntries),
        SentenceBoundaries.Split(text).Select(s => text[s.Start..s.End]));

    [Theory]
    [InlineData("a b\nc\n\nd\r\n\r\n\r\ne\u2029f\n \ng\n", "a b\nc|d|e|f|g")]
    [InlineData("a\r\nb", "a\r\nb")]
    public void Paragraphs_end_at_an_empty_line(string text, string paragraphs) =>
        Assert.Equal(paragraphs.Split('|'), ParagraphBoundaries.Split(text).Select(p => text[p.Start..p.End]));

    [Fact]
    public void A_word_over_two_sentences_makes_them_one()
    {
        // A token of the whole word, as SentencePiece makes them of Chinese.
        TextExplanation apart = Examples.Of("你好。走", ["你好。:1", "走:2"]), joined = Examples.Of("你好。走", ["你好。走:3"]);
        Assert.Equal([("你好。", 1f), ("走", 2f)], apart.Sentences.Select(s => (apart.TextOf(s), s.Relevance)));
        Assert.Equal([("你好。走", 3f)], joined.Sentences.Select(s => (joined.TextOf(s), s.Relevance)));
    }

    [Fact]
    public void A_sentence_that_was_cut_off_is_not_seen()
    {
        TextExplanation explanation = Examples.Of("Go. Stay.", ["Go.:1"]);
        explanation = explanation with { Words = WordRelevance.Sum(explanation.Tokens, [(0, 3, 0), (4, 9, 0)]), Truncation = new(3, 5, 4) };
        Assert.Equal([(1f, true), (0f, false)], explanation.Sentences.Select(s => (s.Relevance, s.IsSeen)));
    }

    [Fact]
    public void Both_texts_of_a_pair_have_sentences()
    {
        TextExplanation explanation = Examples.Of("A. B.", ["A.:1", "B.:2"]) with { Pair = "C. D." };
        Assert.Equal([0, 0, 1, 1], explanation.Sentences.Select(s => s.Sequence));
        Assert.Equal([0, 1], explanation.Paragraphs.Select(p => p.Sequence));
    }

    [Fact]
    public void Many_full_stops_take_linear_time()
    {
        string text = string.Concat(Enumerable.Repeat("....,.,", 200_000)) + "a";
        Assert.Single(SentenceBoundaries.Split(text));
    }
}
