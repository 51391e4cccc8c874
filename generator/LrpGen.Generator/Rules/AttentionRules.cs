using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through softmax(q · kᵀ / √d) · v.</summary>
internal static class AttentionRules
{
    public static void Lower(AttentionOperator attention, EncoderPass pass, RelevanceLowering lowering)
    {
        BufferSlice g = lowering.Take(attention.Output);
        lowering.Comment("Relevance of the heads, at the context.");
        lowering.Step(
            "run.Capture.Heads",
            Argument.Text($"{attention.Layer}"),
            lowering.Forward(attention.Output),
            Argument.Read(g),
            Argument.Starts);
        if (pass.Attention == AttentionRule.CpLrp)
        {
            LowerValueOnly(attention, g, lowering);
        }
        else
        {
            LowerAll(attention, pass, g, lowering);
        }
    }

    private static void LowerValueOnly(AttentionOperator attention, BufferSlice g, RelevanceLowering lowering)
    {
        BufferSlice value = lowering.New(attention.Value);
        lowering.Comment("Attention, CP-LRP: the probabilities are constant, g(value) = Pᵀ · g; query and key get nothing.");
        lowering.Step(
            "Attention.RelevanceOfValue",
            Argument.Read(g),
            attention.Probabilities,
            attention.QueryStarts,
            Argument.Starts,
            Argument.Text($"heads: {attention.Heads}"),
            Argument.Write(value),
            Argument.Workers);
    }

    private static void LowerAll(AttentionOperator attention, EncoderPass pass, BufferSlice g, RelevanceLowering lowering)
    {
        bool halved = pass.Attention == AttentionRule.AttnLrp;
        EquatableArray<BufferSlice> inputs = lowering.NewBesideEachOther(attention.Query, attention.Key, attention.Value);
        lowering.Comment(halved
            ? "Attention, AttnLRP: half of the relevance at each product, so query and key get ¼ of their gradient and value ½."
            : "Attention: the derivative with respect to query, key and value.");
        lowering.Step(
            "Attention.Relevance",
            Argument.Read(g),
            lowering.Forward(attention.Query),
            lowering.Forward(attention.Key),
            lowering.Forward(attention.Value),
            attention.QueryStarts,
            Argument.Starts,
            Argument.Text($"heads: {attention.Heads}"),
            Argument.Text($"scale: {attention.Scale}"),
            attention.Probabilities,
            Argument.Text(halved ? "queryKeyFactor: 0.25f" : "queryKeyFactor: 1f"),
            Argument.Text(halved ? "valueFactor: 0.5f" : "valueFactor: 1f"),
            Argument.Write(inputs[0]),
            Argument.Write(inputs[1]),
            Argument.Write(inputs[2]),
            Argument.Workers);

        // What softmax and the two products keep: relevance of the context less that of query, key and value.
        int sink = lowering.Sink("Softmax", attention.Module, attention.Layer);
        Account(lowering, sink, "+1", lowering.Forward(attention.Output), g);
        Account(lowering, sink, "-1", lowering.Forward(attention.Query), inputs[0]);
        Account(lowering, sink, "-1", lowering.Forward(attention.Key), inputs[1]);
        Account(lowering, sink, "-1", lowering.Forward(attention.Value), inputs[2]);
    }

    private static void Account(RelevanceLowering lowering, int sink, string sign, Argument tensor, BufferSlice g)
        => lowering.Step("run.Ledger.Relevance", Argument.Text($"{sink}"), Argument.Text(sign), tensor, Argument.Read(g), Argument.Starts);
}
