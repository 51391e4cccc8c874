using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// ModernBERT (Warner et al. 2024): norms before the parts, rotary positions, attention to everything in every third layer and to a window in
/// the others, gated feed-forward parts.
/// </summary>
internal static class ModernBert
{
    public static LayerGraphSpec Expand(ModernBertSpec spec)
    {
        LayerGraphBuilder graph = new();
        graph.Section("Embeddings", "model.embeddings");
        LayerSpec words = graph.Embeddings(
            "model.embeddings", spec.HiddenSize, ("tok_embeddings", spec.VocabSize), null, null, new EmbeddingOptions(PositionsAfterPadding: false, spec.PadTokenId ?? 0));
        LayerSpec x = graph.LayerNorm("Norm", "model.embeddings.norm", words, spec.NormEps, spec.NormBias);
        int size = spec.HiddenSize, wide = spec.IntermediateSize;
        for (int layer = 0; layer < spec.NumHiddenLayers; layer++)
        {
            graph.HiddenState(x);
            string module = $"model.layers.{layer}";
            graph.Section($"Layer{layer:00}", module, layer);
            bool isGlobal = spec.LayerTypes[layer] == ModernBertSpec.FullAttention;
            RotaryOptions rotary = Rope.Options(isGlobal ? spec.FullRope : spec.SlidingRope, size / spec.NumAttentionHeads, spec.MaxPositionEmbeddings);

            // The norm of the embeddings stands for that of the first layer.
            LayerSpec normed = layer == 0 ? x : graph.LayerNorm("AttentionNorm", $"{module}.attn_norm", x, spec.NormEps, spec.NormBias);
            LayerSpec Part(string name, int index) => graph.Linear(
                name, $"{module}.attn.{name.ToLowerInvariant()}", normed, size, spec.AttentionBias, $"{module}.attn.Wqkv", (index * size, 3 * size));
            LayerSpec query = Part("Query", 0);
            LayerSpec key = Part("Key", 1);
            LayerSpec value = Part("Value", 2);
            LayerSpec turnedQuery = graph.Rotary("TurnedQuery", query, rotary);
            LayerSpec turnedKey = graph.Rotary("TurnedKey", key, rotary);
            AttentionOptions attention = new(spec.NumAttentionHeads) { Window = isGlobal ? 0 : spec.LocalAttention };
            LayerSpec context = graph.Attention("Context", $"{module}.attn", turnedQuery, turnedKey, value, attention);
            LayerSpec attended = graph.Linear("AttentionOutput", $"{module}.attn.Wo", context, size, spec.AttentionBias);
            LayerSpec attentionSum = graph.Add("AttentionSum", attended, x);
            LayerSpec feedForward = graph.LayerNorm("FeedForwardNorm", $"{module}.mlp_norm", attentionSum, spec.NormEps, spec.NormBias);
            LayerSpec gate = graph.Linear("Gate", $"{module}.mlp.gate", feedForward, wide, spec.MlpBias, $"{module}.mlp.Wi", (0, 2 * wide));
            LayerSpec signal = graph.Linear("Signal", $"{module}.mlp.signal", feedForward, wide, spec.MlpBias, $"{module}.mlp.Wi", (wide, 2 * wide));
            LayerSpec active = graph.Activation("GateActivation", ActivationFunctions.Named(spec.HiddenActivation), gate);
            LayerSpec product = graph.Multiply("Product", signal, active);
            LayerSpec narrow = graph.Linear("FeedForwardOutput", $"{module}.mlp.Wo", product, size, spec.MlpBias);
            x = graph.Add("Output", narrow, attentionSum);
        }

        graph.HiddenState(x);
        graph.Section("Head", "head");
        LayerSpec last = graph.LayerNorm("FinalNorm", "model.final_norm", x, spec.NormEps, spec.NormBias);
        LayerSpec pooled = spec.ClassifierPooling == "mean" ? graph.Mean("Mean", last) : graph.FirstToken("FirstToken", last);
        LayerSpec dense = graph.Linear("Dense", "head.dense", pooled, size, spec.ClassifierBias);
        LayerSpec denseActivation = graph.Activation("DenseActivation", ActivationFunctions.Named(spec.ClassifierActivation), dense);
        LayerSpec head = graph.LayerNorm("Norm", "head.norm", denseActivation, spec.NormEps, spec.NormBias);
        TokenInputSpec tokens = new(
            spec.Architecture, spec.MaxPositionEmbeddings, spec.VocabSize, spec.PadTokenId ?? 0, 0, size, size, spec.NumHiddenLayers, spec.NumAttentionHeads);
        return graph.Build(spec, tokens, graph.Linear("Logits", "classifier", head, spec.Labels.Count));
    }
}
