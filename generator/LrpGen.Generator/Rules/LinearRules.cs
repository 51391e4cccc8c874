using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Rules.Products;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through the dense layers of an encoder: in gradient form, several in one product where they have the same rule.</summary>
internal static class LinearRules
{
    public static void Lower(LinearOperator linear, EncoderPass pass, RelevanceLowering lowering)
    {
        List<(LinearPart Part, int Index)> reached = [.. linear.Parts.Select((p, i) => (p, i)).Where(p => lowering.Has(p.p.Output))];
        List<LinearRule> rules = [.. reached.Select(p => pass.RuleFor(p.Part.Module))];
        List<BufferSlice> slices = [.. reached.Select(p => lowering.Take(p.Part.Output))];
        bool inOneProduct = reached.Count == linear.Parts.Count && rules.All(r => r == rules[0]) && slices.All(s => s.Buffer == slices[0].Buffer);
        if (inOneProduct)
        {
            bool isAlone = linear.Parts.Count == 1;
            BufferSlice z = lowering.Place(linear.Parts[0].Output);
            ProductSite site = Site(linear, linear.Name, "w." + linear.Name, isAlone ? z : z.Buffer.Whole, reached, lowering);
            Lower(site, isAlone ? slices[0] : slices[0].Buffer.Whole, rules[0], pass, lowering);
            return;
        }

        for (int i = 0; i < reached.Count; i++)
        {
            LinearPart part = reached[i].Part;
            string weights = linear.Parts.Count > 1 ? $"w.{linear.Name}.Part({reached[i].Index})" : "w." + linear.Name;
            Lower(Site(linear, linear.Section.Name + part.Name, weights, lowering.Place(part.Output), [reached[i]], lowering), slices[i], rules[i], pass, lowering);
        }
    }

    private static void Lower(ProductSite site, BufferSlice g, LinearRule rule, EncoderPass pass, RelevanceLowering lowering)
    {
        Reading.LayerGraphs.AssignedRule assigned = pass.IsGradient ? LinearRule.Derivative : rule.Assigned;
        ProductRule found = ProductRule.Find(assigned.Rule)!;
        found.Lower(new ProductRelevance(site, g, site.Output, overInput: true, string.Empty, found, assigned, lowering));
    }

    private static ProductSite Site(
        LinearOperator linear, string name, string weights, BufferSlice output, List<(LinearPart Part, int Index)> parts, RelevanceLowering lowering) => new(
        name,
        string.Join(", ", parts.Select(p => Words.Of(p.Part.Name))),
        linear.Input,
        output,
        weights,
        HasBias: true,
        SampleRows: 1,
        [.. parts.Select(p => new ProductPart(
            linear.Section.Name + p.Part.Name,
            p.Part.Module,
            linear.Section.Layer,
            parts.Count > 1 ? $"{weights}.Part({p.Index}).Bias" : weights + ".Bias",
            parts.Count > 1 ? slice => Columns(slice, p.Part, linear, lowering) : slice => slice))]);

    // The columns of one part in a buffer of all parts: Layer00QueryKeyValueShare holds Layer00QueryShare, and so on.
    private static BufferSlice Columns(BufferSlice slice, LinearPart part, LinearOperator linear, RelevanceLowering lowering)
    {
        BufferSlice place = lowering.Place(part.Output);
        return slice with { Name = linear.Section.Name + part.Name + slice.Buffer.Name.Substring(linear.Name.Length), First = place.First, Columns = place.Columns };
    }
}
