using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// ViT (Dosovitskiy et al. 2021) and DeiT (Touvron et al. 2021): patches of a picture are the rows, before them a learned row that the
/// classifier reads, and one more where a teacher was distilled; norms stand before the parts.
/// </summary>
internal static class VisionTransformer
{
    public static LayerGraphSpec Expand(VisionSpec spec)
    {
        string prefix = spec.ModelType;
        LayerGraphBuilder graph = new();
        LayerSpec picture = graph.Input("pixel_values", spec.NumChannels, spec.ImageHeight, spec.ImageWidth);
        string embeddings = $"{prefix}.embeddings";
        graph.Section("Embeddings", embeddings);
        LayerSpec x = graph.Patches("Patches", $"{embeddings}.patch_embeddings.projection", picture, spec.HiddenSize, spec.PatchHeight, spec.PatchWidth);
        if (spec.HasDistillationToken)
        {
            x = graph.ClassToken("DistillationToken", $"{embeddings}.distillation_token", x);
        }

        x = graph.ClassToken("ClassToken", $"{embeddings}.cls_token", x);
        x = graph.Positions("Positions", $"{embeddings}.position_embeddings", x);
        for (int layer = 0; layer < spec.NumHiddenLayers; layer++)
        {
            graph.HiddenState(x);
            x = Layer(graph, spec, $"{prefix}.encoder.layer.{layer}", layer, x);
        }

        graph.HiddenState(x);
        graph.Section("Head", "classifier");
        LayerSpec norm = graph.LayerNorm("Norm", $"{prefix}.layernorm", x, spec.LayerNormEps);
        LayerSpec first = graph.FirstToken("ClassRow", norm);
        return graph.Build(spec, null, graph.Linear("Logits", "classifier", first, spec.Labels.Count));
    }

    private static LayerSpec Layer(LayerGraphBuilder graph, VisionSpec spec, string module, int layer, LayerSpec x)
    {
        graph.Section($"Layer{layer:00}", module, layer);
        LayerSpec normed = graph.LayerNorm("AttentionNorm", $"{module}.layernorm_before", x, spec.LayerNormEps);
        LayerSpec query = graph.Linear("Query", $"{module}.attention.attention.query", normed, spec.HiddenSize, spec.QkvBias);
        LayerSpec key = graph.Linear("Key", $"{module}.attention.attention.key", normed, spec.HiddenSize, spec.QkvBias);
        LayerSpec value = graph.Linear("Value", $"{module}.attention.attention.value", normed, spec.HiddenSize, spec.QkvBias);
        LayerSpec context = graph.Attention("Context", $"{module}.attention.attention", query, key, value, new AttentionOptions(spec.NumAttentionHeads));
        LayerSpec attended = graph.Linear("AttentionOutput", $"{module}.attention.output.dense", context, spec.HiddenSize);
        LayerSpec attentionSum = graph.Add("AttentionSum", attended, x);
        LayerSpec feedForward = graph.LayerNorm("FeedForwardNorm", $"{module}.layernorm_after", attentionSum, spec.LayerNormEps);
        LayerSpec wide = graph.Linear("Intermediate", $"{module}.intermediate.dense", feedForward, spec.IntermediateSize);
        LayerSpec active = graph.Activation("IntermediateActivation", ActivationFunctions.Named(spec.HiddenAct), wide);
        LayerSpec narrow = graph.Linear("FeedForwardOutput", $"{module}.output.dense", active, spec.HiddenSize);
        return graph.Add("Output", narrow, attentionSum);
    }
}
