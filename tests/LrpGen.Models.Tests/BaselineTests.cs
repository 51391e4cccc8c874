using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>Integrated gradients of texts: where the path begins, and what the result sums to.</summary>
public sealed class BaselineTests
{
    private const string Method = "integrated-gradients";

    // Word 17 in place of every other token; the special ones at both ends stay.
    private static readonly int[] Ids = Sequences.Of(12);
    private static readonly int[] Others = [Ids[0], .. Enumerable.Repeat(17, Ids.Length - 2), Ids[^1]];

    [Fact]
    public void Relevances_sum_to_the_score_less_that_of_the_baseline()
    {
        foreach (int[] baseline in new[] { [], Others })
        {
            using Session session = ShippedModel.Shared.CreateSession();
            session.IntegrationSteps = 400;
            session.BaselineIds = baseline;
            session.Explain(Sequences.Batch(Ids), ShippedModel.Shared.Method(Method), [Target.Label(1), Target.Contrast(0, 1)]);
            for (int target = 0; target < 2; target++)
            {
                double expected = session.Score(target, 0) - session.BaselineScore(target, 0)!.Value;
                double sum = session.TokenRelevance(target, 0).ToArray().Sum(r => (double)r);

                // The midpoint rule with 400 steps, of a path that is not smooth at its beginning.
                Assert.Equal(expected, sum, 0.01 * Math.Max(1, Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public void The_score_of_the_baseline_is_that_of_its_own_text_and_what_is_its_own_baseline_has_no_relevance()
    {
        using Session session = ShippedModel.Shared.CreateSession();
        session.Predict(Sequences.Batch(Others));
        float expected = session.Logits(0)[1];
        session.BaselineIds = Others;
        session.Explain(Sequences.Batch(Ids), ShippedModel.Shared.Method(Method), [Target.Label(1)]);
        Assert.Equal(expected, session.BaselineScore(0, 0));
        Assert.Equal(0, session.TokenRelevance(0, 0)[0]);
        Assert.Equal(0, session.TokenRelevance(0, 0)[^1]);
        Assert.Contains(session.TokenRelevance(0, 0).ToArray(), relevance => relevance != 0);

        session.Explain(Sequences.Batch(Ids), ShippedModel.Shared.Description.Methods[0], [Target.Label(1)]);
        Assert.Null(session.BaselineScore(0, 0));
    }

    [Fact]
    public void A_text_takes_a_baseline_and_its_explanation_says_what_it_sums_to()
    {
        TextClassifier model = ShippedModel.Shared;
        ExplainOptions options = new() { Method = model.Method(Method), Target = Target.Label(1), Baseline = TextBaseline.PadToken };
        TextExplanation padded = model.Explain("You are a fool.", options), zero = model.Explain("You are a fool.", options with { Baseline = null });
        Assert.NotEqual(padded.Target.BaselineScore, zero.Target.BaselineScore);
        Assert.Equal(zero, model.Explain("You are a fool.", options with { Baseline = TextBaseline.Zero }));
        Assert.All(padded.Tokens.Where(token => token.IsSpecial), token => Assert.Equal(0, token.Relevance));
        Assert.Equal(padded, TextExplanation.FromJson(padded.ToJson()));
        Assert.Contains("the score less the baseline's", padded.ToAnsi().ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("Score less the baseline", padded.ToHtml(), StringComparison.Ordinal);

        Assert.Contains("has no baseline", Assert.Throws<ArgumentException>(() => model.Explain("a", options with { Method = null })).Message, StringComparison.Ordinal);
        Assert.Contains("has the ids 0 to", Assert.Throws<ArgumentException>(() => model.Explain("a", options with { Baseline = TextBaseline.Token(1 << 30) })).Message, StringComparison.Ordinal);
    }
}
