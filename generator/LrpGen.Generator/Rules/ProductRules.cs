using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules.Products;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through dense layers, convolutions and whatever else is linear in its input but for a bias.</summary>
internal static class ProductRules
{
    public static void Lower(ProductOperator product, AssignedRule rule, RelevanceLowering lowering)
    {
        if (rule.Rule == "pass")
        {
            lowering.Comment($"{product.Module}, pass: R(x) = R.");
            lowering.Share(product.Input, lowering.Take(product.Output));
            return;
        }

        ProductRule found = ProductRule.Find(rule.Rule) ?? throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {product.Module}.");
        CarriedRelevance r = found.NeedsRelevanceItself ? new(lowering.Take(product.Output), null) : lowering.TakeCarried(product.Output);
        Tensor? over = lowering.FactorOf(product.Input);
        string forms = $"; {RelevanceForms.Text(r.Of)} → {RelevanceForms.Text(over)}";
        found.Lower(new ProductRelevance(ProductSite.Of(product, lowering), r.Values, lowering.PlaceOrNull(r.Of), over is not null, forms, found, rule, lowering));
    }

    /// <summary>A stabiliser as C#.</summary>
    public static Argument Stabiliser(RuleParameters p)
        => p.Stabiliser is { } s
            ? Argument.Text($"new Stabiliser(StabiliserPolicy.{(s.Policy == StabiliserPolicy.None ? "DropAtZero" : s.Policy.ToString())}, {FloatText.Of((float)s.Epsilon)})")
            : Argument.Text("new Stabiliser(StabiliserPolicy.DropAtZero, 0f)");
}
