using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Expansion;

/// <summary>Pools.</summary>
internal static class PoolLayers
{
    public static void Pool(LayerSpec layer, LayerExpander e)
    {
        string kind = layer.Options.Kernel.Count > 0 ? $"{layer.Op} {string.Join("×", layer.Options.Kernel)}" : layer.Op;
        string id = e.IdentifierOf(layer);
        e.Add(new PoolOperator(id, layer.Name, e.Section, kind, LayerWeights.IsMaxPool(layer), e.Input(layer), e.Output(layer), LayerWeights.Pool(layer, id)));
    }
}
