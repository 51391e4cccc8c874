using LrpGen.Runtime;

namespace LrpGen.Models.Tests;

/// <summary>Everything that a call says of one sequence and target, copied out so that calls can be compared bit for bit.</summary>
internal sealed record Reading(float[] Logits, float[] Tokens, float[] Dimensions, float[] Hidden, float[] Heads, double[] Ledger)
{
    public const RelevanceDetail All =
        RelevanceDetail.EmbeddingDimensions | RelevanceDetail.HiddenStates | RelevanceDetail.Heads | RelevanceDetail.Ledger;

    public static Reading Of(Session session, ModelDescription model, int target, int sequence)
    {
        TokenBatch batch = session.Batch;
        int start = batch.Starts[sequence];
        int length = batch.Starts[sequence + 1] - start;
        List<float> hidden = [];
        for (int state = 0; state <= model.Tokens!.EncoderLayers; state++)
        {
            hidden.AddRange(session.Details.HiddenRelevance.Slice((((target * (model.Tokens!.EncoderLayers + 1)) + state) * batch.Tokens) + start, length));
        }

        List<float> heads = [];
        for (int head = 0; head < model.Tokens!.EncoderLayers * model.Tokens!.Heads; head++)
        {
            heads.Add(session.Details.HeadRelevance[(((target * model.Tokens!.EncoderLayers * model.Tokens!.Heads) + head) * batch.Count) + sequence]);
        }

        return new Reading(
            session.Logits(sequence).ToArray(),
            session.TokenRelevance(target, sequence).ToArray(),
            session.EmbeddingRelevance(target, sequence).ToArray(),
            [.. hidden],
            [.. heads],
            [.. Enumerable.Range(0, model.Sinks.Length).Select(sink => session.Ledger[sink, target, sequence])]);
    }

    public static Reading[] Explain(Session session, ModelDescription model, TokenBatch batch, string method, params Target[] targets)
    {
        session.Explain(batch, model.Methods.First(m => m.Name == method), targets, All);
        return [.. from target in Enumerable.Range(0, targets.Length) from sequence in Enumerable.Range(0, batch.Count) select Of(session, model, target, sequence)];
    }

    /// <summary>Bit for bit: not a number equals itself, and −0 is not 0.</summary>
    public static void AssertSame(Reading expected, Reading actual)
    {
        AssertSame(expected.Logits, actual.Logits);
        AssertSame(expected.Tokens, actual.Tokens);
        AssertSame(expected.Dimensions, actual.Dimensions);
        AssertSame(expected.Hidden, actual.Hidden);
        AssertSame(expected.Heads, actual.Heads);
        Assert.Equal(expected.Ledger.Select(BitConverter.DoubleToInt64Bits), actual.Ledger.Select(BitConverter.DoubleToInt64Bits));
    }

    public static void AssertSame(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
        => Assert.Equal(Bits(expected), Bits(actual));

    private static int[] Bits(ReadOnlySpan<float> values) => System.Runtime.InteropServices.MemoryMarshal.Cast<float, int>(values).ToArray();
}
