using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through the product of a signal and its gate.</summary>
internal static class MultiplyRules
{
    /// <summary>Whether a share of R goes to each factor: y ⊙ g over the product is gate ⊙ g over the signal, and signal ⊙ g over the gate.</summary>
    public static bool IsShare(AssignedRule rule) => rule.Rule is "half" or "signal";

    public static void Lower(MultiplyOperator product, AssignedRule rule, RelevanceLowering lowering)
    {
        switch (rule.Rule)
        {
            case "half":
                CarriedRelevance half = lowering.TakeOwn(product.Output);
                lowering.Comment($"{product.Title}, half: one half of R to the signal, the other to the gate, added up where that is repeated (Achtibat et al. 2024, AttnLRP, proposition 3.3).");
                ToSignal(product, half, 0.5f, lowering);
                ToGate(product, half, 0.5f, lowering);
                break;
            case "signal":
                CarriedRelevance all = lowering.TakeOwn(product.Output);
                lowering.Comment($"{product.Title}, signal: all of R to the signal, the gate is a constant.");
                ToSignal(product, all, 1, lowering);
                break;
            case "gradient":
                Gradient(product, lowering);
                break;
            case "derivative":
                BufferSlice g = lowering.TakeOver(product, product.Output);
                TextArgument sink = lowering.Sink(product, "Product", "Dropped");
                lowering.Comment($"{product.Title}, derivative: each factor gets the other times g, which is all of R.");
                lowering.Account(sink, -1, g, product.Output);
                ToSignal(product, new CarriedRelevance(g, product.Output), 1, lowering);
                ToGate(product, new CarriedRelevance(g, product.Output), 1, lowering);
                break;
            default:
                throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {product.Module}.");
        }
    }

    private static void ToSignal(MultiplyOperator product, CarriedRelevance r, float factor, RelevanceLowering lowering)
    {
        if (r.Of is not null)
        {
            lowering.Into(product.Signal, product.Signal, destination => Spread(product, r.Values, factor, destination, lowering));
        }
        else if (factor == 1)
        {
            lowering.Share(product.Signal, r.Values, null);
        }
        else
        {
            lowering.Into(product.Signal, null, destination => lowering.Times(
                lowering.Forward(product.Signal), r.Values, destination, accumulate: false, "One", factor));
        }
    }

    private static void ToGate(MultiplyOperator product, CarriedRelevance r, float factor, RelevanceLowering lowering)
    {
        Tensor? of = r.Of is null ? null : product.Gate;
        lowering.Into(product.Gate, of, destination => Collect(product, r.Values, of is null ? null : product.Signal, factor, destination, lowering));
    }

    private static void Gradient(MultiplyOperator product, RelevanceLowering lowering)
    {
        BufferSlice r = lowering.Take(product.Output);
        TextArgument sink = lowering.Sink(product, "Product", "Dropped");
        lowering.Comment($"{product.Title}, gradient: R ⊙ gate for the signal, Σ R ⊙ signal for the gate; their sum is not R.");
        lowering.Account(sink, 1, r, null);
        lowering.Into(product.Signal, null, destination =>
        {
            Spread(product, r, 1, destination, lowering);
            lowering.Account(sink, -1, destination, null);
        });
        lowering.Into(product.Gate, null, destination =>
        {
            Collect(product, r, product.Signal, 1, destination, lowering);
            lowering.Account(sink, -1, destination, null);
        });
    }

    private static void Spread(MultiplyOperator product, BufferSlice r, float factor, Argument destination, RelevanceLowering lowering)
        => lowering.Step(
            product.Broadcast is null ? "GatedProduct.Relevance" : "Multiplication.Spread",
            [
                Argument.Read(r),
                lowering.Forward(product.Gate),
                .. product.Broadcast is { } broadcast ? [Argument.Weight(broadcast.Name)] : Array.Empty<Argument>(),
                Argument.Text("factor: " + FloatText.Of(factor)),
                destination,
                Argument.Workers,
            ]);

    private static void Collect(MultiplyOperator product, BufferSlice r, Tensor? signal, float factor, Argument destination, RelevanceLowering lowering)
        => lowering.Step(
            product.Broadcast is null ? signal is null ? "Products.Multiply" : "GatedProduct.Relevance" : "Multiplication.Collect",
            product.Broadcast is not { } broadcast && signal is null
                ? [
                    lowering.Forward(product.Gate),
                    Argument.Text("InputMap.One"),
                    Argument.Read(r),
                    Argument.Text(FloatText.Of(factor)),
                    destination,
                    Argument.Text("accumulate: false"),
                    Argument.Workers,
                ]
                : [
                    Argument.Read(r),
                    lowering.Forward(signal),
                    .. product.Broadcast is { } named ? [Argument.Weight(named.Name)] : Array.Empty<Argument>(),
                    Argument.Text("factor: " + FloatText.Of(factor)),
                    destination,
                    Argument.Workers,
                ]);
}
