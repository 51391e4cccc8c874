using System.Globalization;
using LrpGen.Runtime;

namespace LrpGen.Explanations.Tests;

public class TextSegmenterTests
{
    public static TheoryData<string> Names => Examples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Segments_are_the_whole_source_and_cut_no_grapheme_cluster(string name)
    {
        TextExplanation explanation = Examples.Named(name);
        var segments = TextSegmenter.Segments(explanation, 0);
        Assert.Equal(explanation.Text, string.Concat(segments.Select(s => explanation.Text[s.Start..s.End])));
        var starts = StringInfo.ParseCombiningCharacters(explanation.Text).ToHashSet();
        Assert.All(segments, segment => Assert.Contains(segment.Start, starts));
        Assert.Equal(explanation.Words.Length, segments.Count(segment => segment.Word >= 0));
    }

    [Fact]
    public void A_word_that_ends_inside_a_cluster_takes_the_whole_cluster()
    {
        // क with its vowel sign, cut between them; a family cut at a joiner.
        TextExplanation explanation = Examples.Of("की 👩‍👧", ["की:1", "👩‍👧:1"]);
        explanation = explanation with { Words = [explanation.Words[0] with { End = 1 }, explanation.Words[1] with { Start = 5 }] };
        var segments = TextSegmenter.Segments(explanation, 0);
        Assert.Equal(["की", " ", "👩‍👧"], segments.Select(s => explanation.Text[s.Start..s.End]));
    }

    [Fact]
    public void What_the_model_did_not_see_is_its_own_segment_between_words()
    {
        TextExplanation explanation = Examples.Of("a ☃ b", ["a:1", "b:1"]) with
        {
            UnseenCharacters = [new(2, 3, 0, UnseenReason.Unknown)],
            Truncation = new(3, 4, 4),
        };
        Assert.Equal(
            [Unseen.None, Unseen.None, Unseen.Unknown, Unseen.None, Unseen.Truncated],
            TextSegmenter.Segments(explanation, 0).Select(segment => segment.Unseen));
    }
}
