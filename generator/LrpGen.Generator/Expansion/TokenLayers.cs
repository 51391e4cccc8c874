using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Expansion;

/// <summary>Layers over the tokens of a text.</summary>
internal static class TokenLayers
{
    public static void Embeddings(LayerSpec layer, LayerExpander e)
    {
        EquatableArray<LayerWeight> tables = layer.Weights;
        EmbeddingSizes sizes = new(tables[0].Shape[0], tables[1].Shape[0], tables.Count > 2 ? tables[2].Shape[0] : 0, tables[0].Shape[1]);
        WeightGroup group = LayerWeights.Embeddings(layer, MemberNames.Beside(e.Section.Name, "Tables"));
        e.Add(new EmbeddingsOperator(e.IdentifierOf(layer), layer.Name, e.Section, sizes, group, e.Output(layer)));
    }

    public static void Attention(LayerSpec layer, LayerExpander e) => e.Add(new AttentionOperator(
        e.IdentifierOf(layer), layer.Name, e.Section, e.Input(layer), e.Input(layer, 1), e.Input(layer, 2), layer.Options.Heads, e.AttentionLayers, e.Output(layer)));
}
