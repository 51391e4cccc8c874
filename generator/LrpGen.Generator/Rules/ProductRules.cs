using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules.Products;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through dense layers, convolutions and whatever else is linear in its input but for a bias.</summary>
internal static class ProductRules
{
    /// <summary>Whether R of the input holds the factor x.</summary>
    public static bool IsProportional(AssignedRule rule) => ProductRule.Find(rule.Rule) is { IsProportional: true };

    /// <summary>Whether a rule works on R over the output.</summary>
    public static bool WantsOwn(AssignedRule rule) => ProductRule.Find(rule.Rule) is { Needs: RelevanceNeed.OverOutput };

    /// <summary>Dense layers that are computed in one product are passed in one where they have the same rule and their relevance lies side by side.</summary>
    public static void Lower(ProductOperator product, Pass pass, RelevanceLowering lowering)
    {
        ProductOperator[] parts = [.. product.All];
        AssignedRule first = pass.RuleOf(parts[0].Module);
        if (parts.Length > 1 && parts.All(p => pass.RuleOf(p.Module) == first) && lowering.LieBesideEachOther(parts.Select(p => p.Output)))
        {
            BufferSlice[] slices = [.. parts.Select(p => lowering.TakeCarried(p.Output).Values)];
            BufferSlice z = lowering.Place(parts[0].Output).Buffer.Whole;
            Lower(ProductSite.Of(product, parts, z, "w." + product.Group.Name, lowering), first, slices[0].Buffer.Whole, z, lowering);
            return;
        }

        for (int i = 0; i < parts.Length; i++)
        {
            if (lowering.Has(parts[i].Output))
            {
                Lower(parts[i], $"w.{product.Group.Name}" + (parts.Length > 1 ? $".Part({i})" : string.Empty), pass.RuleOf(parts[i].Module), lowering);
            }
        }
    }

    /// <summary>One layer.</summary>
    public static void Lower(ProductOperator product, string weights, AssignedRule rule, RelevanceLowering lowering)
    {
        if (rule.Rule == "pass")
        {
            lowering.Comment($"{product.Title}, pass: R(x) = R.");
            lowering.Share(product.Input, lowering.Take(product.Output));
            return;
        }

        (BufferSlice values, BufferSlice? of) = Find(rule, product.Module).Needs switch
        {
            RelevanceNeed.Itself => (lowering.Take(product.Output), null),
            RelevanceNeed.OverOutput => (lowering.TakeOver(product, product.Output), lowering.Place(product.Output)),
            _ => lowering.TakeCarried(product.Output) is var r ? (r.Values, lowering.PlaceOrNull(r.Of)) : default,
        };
        Lower(ProductSite.Of(product, [product], lowering.Place(product.Output), weights, lowering), rule, values, of, lowering);
    }

    /// <summary>A stabiliser as C#. One that adds nothing drops what it cannot divide.</summary>
    public static Argument Stabiliser(RuleParameters p)
        => p.Stabiliser is { } s && !(s is { Policy: StabiliserPolicy.SignedAdd, Epsilon: 0 })
            ? Argument.Text($"new Stabiliser(StabiliserPolicy.{(s.Policy == StabiliserPolicy.None ? "DropAtZero" : s.Policy.ToString())}, {FloatText.Of((float)s.Epsilon)})")
            : Argument.Text("new Stabiliser(StabiliserPolicy.DropAtZero, 0f)");

    private static void Lower(ProductSite site, AssignedRule rule, BufferSlice values, BufferSlice? of, RelevanceLowering lowering)
    {
        ProductRule found = Find(rule, site.Parts[0].Module);
        Tensor? over = lowering.FactorOf(site.Input);
        string forms = $"; R{(of is null ? string.Empty : "/" + of.Name)} → {RelevanceForms.Text(over)}";
        found.Lower(new ProductRelevance(site, values, of, over is not null, forms, found, rule, lowering));
    }

    private static ProductRule Find(AssignedRule rule, string module)
        => ProductRule.Find(rule.Rule) ?? throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {module}.");
}
