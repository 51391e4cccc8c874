using LrpGen.Generator.Graphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// DistilBERT (Sanh et al. 2019): BERT's layers under other names, no token types, and a classifier of
/// pre_classifier → ReLU → classifier on the first token. Its norms have a fixed ε of 1e-12.
/// </summary>
internal static class DistilBert
{
    public static Graph Expand(EncoderSpec spec)
    {
        GraphBuilder graph = new();
        Tensor x = BertEncoder.Embeddings(graph, spec, "distilbert", positionsAfterPadding: false);
        for (int layer = 0; layer < spec.NumHiddenLayers; layer++)
        {
            graph.HiddenState(x);
            string module = $"distilbert.transformer.layer.{layer}";
            graph.Section($"Layer{layer:00}", module, layer);

            Tensor query = graph.Linear("Query", $"{module}.attention.q_lin", x, spec.HiddenSize);
            Tensor key = graph.Linear("Key", $"{module}.attention.k_lin", x, spec.HiddenSize);
            Tensor value = graph.Linear("Value", $"{module}.attention.v_lin", x, spec.HiddenSize);
            Tensor context = graph.Attention("Context", $"{module}.attention", query, key, value, spec.NumAttentionHeads, layer);
            Tensor attended = graph.Linear("AttentionOutput", $"{module}.attention.out_lin", context, spec.HiddenSize);
            Tensor attentionSum = graph.Add("AttentionSum", attended, x);
            Tensor attention = graph.LayerNorm("AttentionNorm", $"{module}.sa_layer_norm", attentionSum, spec.LayerNormEps);

            Tensor wide = graph.Linear("Intermediate", $"{module}.ffn.lin1", attention, spec.IntermediateSize);
            Tensor active = graph.Activation("IntermediateActivation", ActivationFunctions.Named(spec.HiddenAct), wide);
            Tensor narrow = graph.Linear("FeedForwardOutput", $"{module}.ffn.lin2", active, spec.HiddenSize);
            Tensor feedForwardSum = graph.Add("FeedForwardSum", narrow, attention);
            x = graph.LayerNorm("Output", $"{module}.output_layer_norm", feedForwardSum, spec.LayerNormEps);
        }

        graph.HiddenState(x);
        graph.Section("Head", "classifier");
        Tensor first = graph.FirstToken("FirstToken", x);
        Tensor dense = graph.Linear("PreClassifier", "pre_classifier", first, spec.HiddenSize);
        Tensor relu = graph.Activation("PreClassifierActivation", "Relu", dense);
        return graph.Build(graph.Linear("Logits", "classifier", relu, spec.Labels.Count));
    }
}
