using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>What a text gets depends on that text alone: bit for bit.</summary>
public sealed class InvarianceTests
{
    public static TheoryData<string> Methods => ShippedModel.Methods;

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_text_gets_alone_what_it_gets_in_a_batch_in_any_order(string method)
    {
        TextClassifier model = ShippedModel.Shared;
        using Session session = model.CreateSession();
        int[] order = [3, 6, 0, 5, 1, 4, 2];
        Reading[] inBatch = Reading.Explain(session, model.Description, Sequences.Batch(Sequences.Seven), method, Target.Predicted);
        Reading[] inAnotherOrder = Reading.Explain(session, model.Description, Sequences.Batch(order.Select(i => Sequences.Seven[i])), method, Target.Predicted);
        for (int i = 0; i < order.Length; i++)
        {
            Reading alone = Reading.Explain(session, model.Description, Sequences.Batch(Sequences.Seven[order[i]]), method, Target.Predicted)[0];
            Reading.AssertSame(alone, inBatch[order[i]]);
            Reading.AssertSame(alone, inAnotherOrder[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_number_of_threads_changes_nothing(string method)
    {
        TextClassifier model = ShippedModel.Shared;
        Reading[] expected = Explain(1);
        for (int threads = 2; threads <= 3; threads++)
        {
            Reading[] actual = Explain(threads);
            Assert.All(actual, (reading, i) => Reading.AssertSame(expected[i], reading));
        }

        Reading[] Explain(int threads)
        {
            using Session session = new(model, threads);
            return Reading.Explain(session, model.Description, Sequences.Batch(Sequences.Seven), method, Target.Label(0), Target.Contrast(1, 0));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void All_labels_in_one_call_are_what_single_calls_give(string method)
    {
        TextClassifier model = ShippedModel.Shared;
        using Session session = model.CreateSession();
        TokenBatch batch = Sequences.Batch(Sequences.Seven);
        Reading[] together = Reading.Explain(session, model.Description, batch, method, Target.Label(0), Target.Label(1), Target.Predicted);
        for (int label = 0; label < 2; label++)
        {
            Reading[] single = Reading.Explain(session, model.Description, batch, method, Target.Label(label));
            Assert.All(single, (reading, i) => Reading.AssertSame(reading, together[(label * batch.Count) + i]));
        }
    }

    [Fact]
    public void Predicting_and_explaining_see_the_same_logits()
    {
        TextClassifier model = ShippedModel.Shared;
        using Session session = model.CreateSession();
        TokenBatch batch = Sequences.Batch(Sequences.Seven);
        session.Predict(batch);
        float[][] predicted = [.. Enumerable.Range(0, batch.Count).Select(i => session.Logits(i).ToArray())];
        foreach (MethodDescription method in model.Description.Methods)
        {
            session.IntegrationSteps = 2;
            session.Explain(batch, method, [Target.Predicted]);
            Assert.All(predicted, (logits, i) => Reading.AssertSame(logits, session.Logits(i)));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Rows_that_nobody_reads_change_no_logit_and_no_relevance(string method)
    {
        TextClassifier reduced = ShippedModel.Shared;
        TextClassifier full = ShippedModel.SharedWithAllRows;
        using Session few = reduced.CreateSession();
        using Session all = full.CreateSession();
        Reading[] expected = Reading.Explain(all, full.Description, Sequences.Batch(Sequences.Seven), method, Target.Label(1));
        Reading[] actual = Reading.Explain(few, reduced.Description, Sequences.Batch(Sequences.Seven), method, Target.Label(1));
        Assert.All(actual, (reading, i) =>
        {
            Reading.AssertSame(expected[i].Logits, reading.Logits);

            // Query, key and value go back in one product with all rows, and in two without: another order of summation.
            // (By dimension: a gradient behind a norm sums up to rounding alone.)
            Maps.AssertClose(expected[i].Dimensions, reading.Dimensions, 1e-5);
        });
    }

    [Fact]
    public void Many_threads_share_one_model()
    {
        TextClassifier model = ShippedModel.Shared;
        string[] texts = [.. Enumerable.Range(0, 6).Select(i => string.Concat(Enumerable.Repeat("you are all idiots, go home ", i + 1)))];
        float[][] expected = [.. texts.Select(t => model.Explain(t).Tokens.Select(k => k.Relevance).ToArray())];
        Parallel.For(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
        {
            int text = i % texts.Length;
            float[] relevance = i % 2 == 0
                ? [.. model.Explain(texts[text]).Tokens.Select(k => k.Relevance)]
                : [.. model.ExplainBatch([texts[(text + 1) % texts.Length], texts[text]])[1].Tokens.Select(k => k.Relevance)];
            Reading.AssertSame(expected[text], relevance);
        });
    }
}
