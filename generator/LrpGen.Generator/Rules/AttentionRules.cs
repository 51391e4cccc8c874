using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>
/// Relevance through softmax(q · kᵀ / √d) · v: AttnLRP (Achtibat et al. 2024) gives half of it to each factor of its two products, so that
/// query and key get a quarter of their gradient each and value a half; CP-LRP (Ali et al. 2022) takes the probabilities as constants.
/// </summary>
internal static class AttentionRules
{
    public static void Lower(AttentionOperator attention, AssignedRule rule, RelevanceLowering lowering)
    {
        bool isOver = rule.Rule != "gradient";
        BufferSlice g = isOver ? lowering.TakeOver(attention, attention.Output) : lowering.Take(attention.Output);
        if (isOver)
        {
            lowering.Comment("Relevance of the heads, at the context.");
            lowering.Step(
                "run.Capture.Heads", Argument.Text($"{attention.Layer}"), lowering.Forward(attention.Output), Argument.Read(g), Argument.Starts);
        }

        switch (rule.Rule)
        {
            case "cplrp":
                ToValue(attention, g, lowering);
                break;
            case "attnlrp":
                ToAll(attention, g, isOver, "half of the relevance at each product: ¼ of the gradient to query and key, ½ to value", 0.25f, 0.5f, lowering);
                break;
            case "derivative" or "gradient":
                ToAll(attention, g, isOver, "with respect to query, key and value", 1, 1, lowering, rule.Rule);
                break;
            default:
                throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {attention.Module}.");
        }
    }

    private static void ToValue(AttentionOperator attention, BufferSlice g, RelevanceLowering lowering)
    {
        lowering.Comment($"{attention.Title}, cplrp: the probabilities are constant, g(value) = Pᵀ · g; query and key get nothing.");
        lowering.Into(attention.Value, attention.Value, destination => lowering.Step(
            "Attention.RelevanceOfValue",
            [Argument.Read(g), attention.Probabilities, .. attention.Starts, attention.ShapeOfValue, destination, Argument.Workers]));
    }

    private static void ToAll(
        AttentionOperator attention, BufferSlice g, bool isOver, string formula, float queryKeyFactor, float valueFactor, RelevanceLowering lowering, string rule = "attnlrp")
    {
        Tensor[] inputs = [attention.Query, attention.Key, attention.Value];
        lowering.IntoAll(inputs, isOver, parts =>
        {
            lowering.Comment($"{attention.Title}, {rule}: {formula}.");
            lowering.Step(
                attention.Kernels + ".Relevance",
                [
                    Argument.Read(g),
                    .. attention.Operands(t => lowering.Forward(t)),
                    .. attention.Starts,
                    .. attention.Shape,
                    attention.Probabilities,
                    Argument.Text("queryKeyFactor: " + FloatText.Of(queryKeyFactor)),
                    Argument.Text("valueFactor: " + FloatText.Of(valueFactor)),
                    Argument.Write(parts[0]),
                    Argument.Write(parts[1]),
                    Argument.Write(parts[2]),
                    Argument.Workers,
                ]);

            // What softmax and the two products keep: relevance of the context less that of query, key and value.
            TextArgument sink = lowering.Sink(attention, "Softmax", "Softmax");
            lowering.Account(sink, 1, g, isOver ? attention.Output : null);
            for (int i = 0; i < inputs.Length; i++)
            {
                lowering.Account(sink, -1, parts[i], isOver ? inputs[i] : null);
            }
        });
    }
}
