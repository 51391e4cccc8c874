using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// The post-norm encoder of Devlin et al. 2019, with the module names that BERT, RoBERTa, XLM-R and ELECTRA share.
/// </summary>
internal static class BertEncoder
{
    /// <summary>Embeddings, their norm, and a projection where they are narrower than the encoder (ELECTRA).</summary>
    public static LayerSpec Embeddings(LayerGraphBuilder graph, EncoderSpec spec, string prefix, bool positionsAfterPadding)
    {
        graph.Section("Embeddings", $"{prefix}.embeddings");
        LayerSpec sum = graph.Embeddings(
            $"{prefix}.embeddings",
            spec.EmbeddingSize,
            ("word_embeddings", spec.VocabSize),
            ("position_embeddings", spec.MaxPositionEmbeddings),
            spec.TypeVocabSize > 0 ? ("token_type_embeddings", spec.TypeVocabSize) : null,
            new EmbeddingOptions(positionsAfterPadding, spec.PadTokenId));
        LayerSpec x = graph.LayerNorm("Norm", $"{prefix}.embeddings.LayerNorm", sum, spec.LayerNormEps);
        return spec.EmbeddingSize == spec.HiddenSize
            ? x
            : graph.Linear("Projection", $"{prefix}.embeddings_project", x, spec.HiddenSize);
    }

    /// <summary>What the network says of its tokens.</summary>
    public static TokenInputSpec Tokens(EncoderSpec spec) => new(
        spec.Architecture,
        spec.ModelType is "roberta" or "xlm-roberta" ? spec.MaxPositionEmbeddings - spec.PadTokenId - 1 : spec.MaxPositionEmbeddings,
        spec.VocabSize,
        spec.PadTokenId,
        spec.TypeVocabSize,
        spec.EmbeddingSize,
        spec.HiddenSize,
        spec.NumHiddenLayers,
        spec.NumAttentionHeads);

    /// <summary>The layers: self-attention and feed-forward, each with a residual connection and a norm behind it.</summary>
    public static LayerSpec Layers(LayerGraphBuilder graph, EncoderSpec spec, string prefix, LayerSpec x)
    {
        for (int layer = 0; layer < spec.NumHiddenLayers; layer++)
        {
            graph.HiddenState(x);
            string module = $"{prefix}.encoder.layer.{layer}";
            graph.Section($"Layer{layer:00}", module, layer);

            LayerSpec query = graph.Linear("Query", $"{module}.attention.self.query", x, spec.HiddenSize);
            LayerSpec key = graph.Linear("Key", $"{module}.attention.self.key", x, spec.HiddenSize);
            LayerSpec value = graph.Linear("Value", $"{module}.attention.self.value", x, spec.HiddenSize);
            LayerSpec context = graph.Attention("Context", $"{module}.attention.self", query, key, value, new AttentionOptions(spec.NumAttentionHeads));
            LayerSpec attended = graph.Linear("AttentionOutput", $"{module}.attention.output.dense", context, spec.HiddenSize);
            LayerSpec attentionSum = graph.Add("AttentionSum", attended, x);
            LayerSpec attention = graph.LayerNorm("AttentionNorm", $"{module}.attention.output.LayerNorm", attentionSum, spec.LayerNormEps);

            LayerSpec wide = graph.Linear("Intermediate", $"{module}.intermediate.dense", attention, spec.IntermediateSize);
            LayerSpec active = graph.Activation("IntermediateActivation", ActivationFunctions.Named(spec.HiddenAct), wide);
            LayerSpec narrow = graph.Linear("FeedForwardOutput", $"{module}.output.dense", active, spec.HiddenSize);
            LayerSpec feedForwardSum = graph.Add("FeedForwardSum", narrow, attention);
            x = graph.LayerNorm("Output", $"{module}.output.LayerNorm", feedForwardSum, spec.LayerNormEps);
        }

        return graph.HiddenState(x);
    }
}
