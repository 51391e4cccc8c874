using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// DeBERTa-v2 and v3 (He et al. 2021, 2023): BERT's layers, whose attention also meets embeddings of the distance between query and key;
/// the classifier reads a pooler on the first token.
/// </summary>
internal static class DebertaV2
{
    public static LayerGraphSpec Expand(DebertaV2Spec spec)
    {
        LayerGraphBuilder graph = new();
        graph.Section("Embeddings", "deberta.embeddings");
        LayerSpec x = graph.Embeddings(
            "deberta.embeddings",
            spec.EmbeddingSize,
            ("word_embeddings", spec.VocabSize),
            spec.PositionBiasedInput ? ("position_embeddings", spec.MaxPositionEmbeddings) : null,
            spec.TypeVocabSize > 0 ? ("token_type_embeddings", spec.TypeVocabSize) : null,
            new EmbeddingOptions(PositionsAfterPadding: false, spec.PadTokenId ?? 0));
        if (spec.EmbeddingSize != spec.HiddenSize)
        {
            x = graph.Linear("Projection", "deberta.embeddings.embed_proj", x, spec.HiddenSize, bias: false);
        }

        x = graph.LayerNorm("Norm", "deberta.embeddings.LayerNorm", x, spec.LayerNormEps);
        AttentionOptions attention = new(spec.NumAttentionHeads) { Relative = Relative(spec) };
        for (int layer = 0; layer < spec.NumHiddenLayers; layer++)
        {
            graph.HiddenState(x);
            string module = $"deberta.encoder.layer.{layer}";
            graph.Section($"Layer{layer:00}", module, layer);
            LayerSpec query = graph.Linear("Query", $"{module}.attention.self.query_proj", x, spec.HiddenSize);
            LayerSpec key = graph.Linear("Key", $"{module}.attention.self.key_proj", x, spec.HiddenSize);
            LayerSpec value = graph.Linear("Value", $"{module}.attention.self.value_proj", x, spec.HiddenSize);
            LayerSpec context = graph.Attention("Context", $"{module}.attention.self", query, key, value, attention);
            LayerSpec attended = graph.Linear("AttentionOutput", $"{module}.attention.output.dense", context, spec.HiddenSize);
            LayerSpec attentionSum = graph.Add("AttentionSum", attended, x);
            LayerSpec normed = graph.LayerNorm("AttentionNorm", $"{module}.attention.output.LayerNorm", attentionSum, spec.LayerNormEps);
            LayerSpec wide = graph.Linear("Intermediate", $"{module}.intermediate.dense", normed, spec.IntermediateSize);
            LayerSpec active = graph.Activation("IntermediateActivation", ActivationFunctions.Named(spec.HiddenAct), wide);
            LayerSpec narrow = graph.Linear("FeedForwardOutput", $"{module}.output.dense", active, spec.HiddenSize);
            x = graph.LayerNorm("Output", $"{module}.output.LayerNorm", graph.Add("FeedForwardSum", narrow, normed), spec.LayerNormEps);
        }

        graph.HiddenState(x);
        graph.Section("Head", "classifier");
        LayerSpec first = graph.FirstToken("FirstToken", x);
        LayerSpec pooled = graph.Linear("Pooler", "pooler.dense", first, spec.HiddenSize);
        LayerSpec poolerActivation = graph.Activation("PoolerActivation", ActivationFunctions.Named(spec.PoolerHiddenAct), pooled);
        TokenInputSpec tokens = new(
            spec.Architecture,
            spec.MaxPositionEmbeddings,
            spec.VocabSize,
            spec.PadTokenId ?? 0,
            spec.TypeVocabSize,
            spec.EmbeddingSize,
            spec.HiddenSize,
            spec.NumHiddenLayers,
            spec.NumAttentionHeads);
        return graph.Build(spec, tokens, graph.Linear("Logits", "classifier", poolerActivation, spec.Labels.Count));
    }

    private static RelativeOptions? Relative(DebertaV2Spec spec) => spec.ContentToPosition || spec.PositionToContent
        ? new RelativeOptions(
            "deberta.encoder.rel_embeddings.weight",
            spec.NormRelativeEmbeddings ? "deberta.encoder.LayerNorm" : null,
            spec.LayerNormEps,
            spec.PositionBuckets > 0 ? spec.PositionBuckets : spec.MaxRelativePositions,
            spec.PositionBuckets,
            spec.MaxRelativePositions,
            spec.ContentToPosition,
            spec.PositionToContent)
        : null;
}
