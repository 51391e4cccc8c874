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
        int Rows(string role) => layer.Weights.FirstOrDefault(w => w.Role == role)?.Shape[0] ?? 0;
        EmbeddingSizes sizes = new(Rows("words"), Rows("positions"), Rows("types"), layer.OutputShape.Channels);
        WeightGroup group = LayerWeights.Embeddings(layer, MemberNames.Beside(e.Section.Name, "Tables"));
        e.Add(new EmbeddingsOperator(e.IdentifierOf(layer), layer.Name, e.Section, sizes, group, e.Output(layer)));
    }

    public static void Attention(LayerSpec layer, LayerExpander e)
    {
        string id = e.IdentifierOf(layer);
        AttentionOptions options = layer.Options.Attention!;
        int columns = layer.OutputShape.Channels;
        EquatableArray<WeightGroup> groups = options.Relative is not { } relative ? [] :
        [
            e.Once(LayerWeights.Rows(new LayerWeight("distances", relative.Table, Dims.Of(2 * relative.Span, columns)), MemberNames.Beside(id, "Distances"))),
            .. relative.Norm is { } norm
                ? [e.Once(LayerWeights.Norm(
                    norm,
                    columns,
                    relative.NormEpsilon,
                    [new LayerWeight("weight", norm + ".weight", Dims.Of(columns)), new LayerWeight("bias", norm + ".bias", Dims.Of(columns))],
                    MemberNames.Beside(id, "DistanceNorm")))]
                : Array.Empty<WeightGroup>(),
        ];
        e.Add(new AttentionOperator(
            id, layer.Name, e.Section, e.Input(layer), e.Input(layer, 1), e.Input(layer, 2), options, e.AttentionLayers, e.Output(layer))
        {
            Distances = groups,
        });
    }

    public static void Rotary(LayerSpec layer, LayerExpander e)
    {
        RotaryOptions options = layer.Options.Rotary!;
        WeightGroup group = new(e.IdentifierOf(layer), "Rotary", new Initialiser("new Rotary", [options.Frequencies, $"{options.HeadColumns}"]), []);
        e.Add(new RotaryOperator(e.IdentifierOf(layer), layer.Name, e.Section, e.Input(layer), e.Once(group), e.Output(layer)));
    }
}
