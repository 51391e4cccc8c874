using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// ALBERT (Lan et al. 2020): BERT's layers with one set of weights for all of a group, narrow embeddings that a product widens, and a pooler.
/// </summary>
internal static class Albert
{
    public static LayerGraphSpec Expand(AlbertSpec spec)
    {
        LayerGraphBuilder graph = new();
        graph.Section("Embeddings", "albert.embeddings");
        LayerSpec sum = graph.Embeddings(
            "albert.embeddings",
            spec.EmbeddingSize,
            ("word_embeddings", spec.VocabSize),
            ("position_embeddings", spec.MaxPositionEmbeddings),
            spec.TypeVocabSize > 0 ? ("token_type_embeddings", spec.TypeVocabSize) : null,
            new EmbeddingOptions(PositionsAfterPadding: false, spec.PadTokenId ?? 0));
        LayerSpec norm = graph.LayerNorm("Norm", "albert.embeddings.LayerNorm", sum, spec.LayerNormEps);
        LayerSpec x = graph.Linear("Projection", "albert.encoder.embedding_hidden_mapping_in", norm, spec.HiddenSize);
        int layersOfGroup = spec.NumHiddenLayers / spec.NumHiddenGroups;
        for (int layer = 0; layer < spec.NumHiddenLayers; layer++)
        {
            graph.HiddenState(x);
            for (int inner = 0; inner < spec.InnerGroupNum; inner++)
            {
                bool isOnly = spec.InnerGroupNum == 1;
                string module = isOnly ? $"albert.encoder.layers.{layer}" : $"albert.encoder.layers.{layer}.{inner}";
                graph.Section(isOnly ? $"Layer{layer:00}" : $"Layer{layer:00}Part{inner}", module, layer);
                x = Layer(graph, spec, module, $"albert.encoder.albert_layer_groups.{layer / layersOfGroup}.albert_layers.{inner}", x);
            }
        }

        graph.HiddenState(x);
        graph.Section("Head", "classifier");
        LayerSpec first = graph.FirstToken("FirstToken", x);
        LayerSpec pooled = graph.Linear("Pooler", "albert.pooler", first, spec.HiddenSize);
        LayerSpec tanh = graph.Activation("PoolerActivation", ActivationFunctions.Tanh, pooled);
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
        return graph.Build(spec, tokens, graph.Linear("Logits", "classifier", tanh, spec.Labels.Count));
    }

    // Named after its place in the network; its weights are those of the group.
    private static LayerSpec Layer(LayerGraphBuilder graph, AlbertSpec spec, string module, string weights, LayerSpec x)
    {
        LayerSpec Linear(string name, string part, LayerSpec input, int columns) => graph.Linear(name, $"{module}.{part}", input, columns, weights: $"{weights}.{part}");
        LayerSpec Norm(string name, string part, LayerSpec input) => graph.LayerNorm(name, $"{module}.{part}", input, spec.LayerNormEps, weights: $"{weights}.{part}");
        LayerSpec query = Linear("Query", "attention.query", x, spec.HiddenSize);
        LayerSpec key = Linear("Key", "attention.key", x, spec.HiddenSize);
        LayerSpec value = Linear("Value", "attention.value", x, spec.HiddenSize);
        LayerSpec context = graph.Attention("Context", $"{module}.attention", query, key, value, new AttentionOptions(spec.NumAttentionHeads));
        LayerSpec attended = Linear("AttentionOutput", "attention.dense", context, spec.HiddenSize);
        LayerSpec attention = Norm("AttentionNorm", "attention.LayerNorm", graph.Add("AttentionSum", attended, x));
        LayerSpec wide = Linear("Intermediate", "ffn", attention, spec.IntermediateSize);
        LayerSpec active = graph.Activation("IntermediateActivation", ActivationFunctions.Named(spec.HiddenAct), wide);
        LayerSpec narrow = Linear("FeedForwardOutput", "ffn_output", active, spec.HiddenSize);
        return Norm("Output", "full_layer_layer_norm", graph.Add("FeedForwardSum", narrow, attention));
    }
}
