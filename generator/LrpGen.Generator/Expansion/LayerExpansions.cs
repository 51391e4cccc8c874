using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Expansion;

/// <summary>Turns layers into operators: one entry an operator of the description.</summary>
internal static class LayerExpansions
{
    private static readonly Dictionary<string, Action<LayerSpec, LayerExpander>> ByOp = new(StringComparer.Ordinal)
    {
        ["linear"] = ProductLayers.Weighted,
        ["conv1d"] = ProductLayers.Weighted,
        ["conv2d"] = ProductLayers.Weighted,
        ["conv3d"] = ProductLayers.Weighted,
        ["conv_transpose1d"] = ProductLayers.Weighted,
        ["conv_transpose2d"] = ProductLayers.Weighted,
        ["conv_transpose3d"] = ProductLayers.Weighted,
        ["batch_norm"] = ProductLayers.Affine,
        ["scale"] = ProductLayers.Affine,
        ["normalize"] = ProductLayers.Affine,
        ["upsample"] = ProductLayers.Resampling,
        ["layer_norm"] = NormLayers.Norm,
        ["rms_norm"] = NormLayers.Norm,
        ["add"] = (layer, e) => e.Add(new SumOperator(e.IdentifierOf(layer), layer.Name, e.Section, e.Inputs(layer), e.Output(layer))),
        ["mul"] = (layer, e) => e.Add(new MultiplyOperator(
            e.IdentifierOf(layer),
            layer.Name,
            e.Section,
            e.Input(layer),
            e.Input(layer, 1),
            layer.Rows == RowKind.Tokens ? null : LayerWeights.Broadcast(layer, e.IdentifierOf(layer)),
            e.Output(layer))),
        ["constant_pad1d"] = MoveLayers.Pad,
        ["constant_pad2d"] = MoveLayers.Pad,
        ["constant_pad3d"] = MoveLayers.Pad,
        ["concat"] = MoveLayers.Concat,
        ["slice"] = MoveLayers.Slice,
        ["flatten"] = MoveLayers.Reshape,
        ["reshape"] = MoveLayers.Reshape,
        ["softmax"] = (layer, e) => e.Add(new SoftmaxOperator(e.IdentifierOf(layer), layer.Name, e.Section, e.Input(layer), e.Output(layer))),
        ["embeddings"] = TokenLayers.Embeddings,
        ["attention"] = TokenLayers.Attention,
        ["rotary"] = TokenLayers.Rotary,
        ["mean_rows"] = (layer, e) => e.Add(new MeanRowsOperator(e.IdentifierOf(layer), layer.Name, e.Section, e.Input(layer), e.Output(layer))),
        ["learned_rows"] = (layer, e) => e.Add(new LearnedRowsOperator(
            e.IdentifierOf(layer), layer.Name, e.Section, e.Input(layer), LayerWeights.Rows(layer.Weights[0], e.IdentifierOf(layer)), e.Output(layer))),
        ["learned_positions"] = (layer, e) => e.Add(new LearnedPositionsOperator(
            e.IdentifierOf(layer), layer.Name, e.Section, e.Input(layer), LayerWeights.Rows(layer.Weights[0], e.IdentifierOf(layer)), e.Output(layer))),
        ["first_token"] = (layer, e) => e.Add(new FirstTokenOperator(e.IdentifierOf(layer), layer.Name, e.Section, e.Input(layer), e.Output(layer))),
    };

    /// <summary>The expansion of an operator.</summary>
    public static Action<LayerSpec, LayerExpander> Find(string op)
        => ByOp.TryGetValue(op, out Action<LayerSpec, LayerExpander>? found) ? found : op.Contains("_pool") ? PoolLayers.Pool : ActivationLayers.Activation;
}
