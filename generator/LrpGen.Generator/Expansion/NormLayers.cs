using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Expansion;

/// <summary>Norms of each row.</summary>
internal static class NormLayers
{
    public static void Norm(LayerSpec layer, LayerExpander e)
    {
        string id = e.IdentifierOf(layer);
        e.Add(new NormOperator(
            id,
            layer.Name,
            e.Section,
            layer.Op == "rms_norm" ? "RmsNorm" : "LayerNorm",
            e.Input(layer),
            null,
            e.Once(LayerWeights.Norm(layer, id)),
            e.Output(layer))
        {
            HasBias = layer.Weights.Count > 1,
        });
    }
}
