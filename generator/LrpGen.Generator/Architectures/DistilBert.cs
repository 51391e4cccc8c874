using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// DistilBERT (Sanh et al. 2019): BERT's layers under other names, no token types, and a classifier of
/// pre_classifier → ReLU → classifier on the first token. Its norms have a fixed ε of 1e-12.
/// </summary>
internal static class DistilBert
{
    public static LayerGraphSpec Expand(EncoderSpec spec)
    {
        LayerGraphBuilder graph = new();
        LayerSpec x = BertEncoder.Embeddings(graph, spec, "distilbert", positionsAfterPadding: false);
        for (int layer = 0; layer < spec.NumHiddenLayers; layer++)
        {
            graph.HiddenState(x);
            string module = $"distilbert.transformer.layer.{layer}";
            graph.Section($"Layer{layer:00}", module, layer);

            LayerSpec query = graph.Linear("Query", $"{module}.attention.q_lin", x, spec.HiddenSize);
            LayerSpec key = graph.Linear("Key", $"{module}.attention.k_lin", x, spec.HiddenSize);
            LayerSpec value = graph.Linear("Value", $"{module}.attention.v_lin", x, spec.HiddenSize);
            LayerSpec context = graph.Attention("Context", $"{module}.attention", query, key, value, new AttentionOptions(spec.NumAttentionHeads));
            LayerSpec attended = graph.Linear("AttentionOutput", $"{module}.attention.out_lin", context, spec.HiddenSize);
            LayerSpec attentionSum = graph.Add("AttentionSum", attended, x);
            LayerSpec attention = graph.LayerNorm("AttentionNorm", $"{module}.sa_layer_norm", attentionSum, spec.LayerNormEps);

            LayerSpec wide = graph.Linear("Intermediate", $"{module}.ffn.lin1", attention, spec.IntermediateSize);
            LayerSpec active = graph.Activation("IntermediateActivation", ActivationFunctions.Named(spec.HiddenAct), wide);
            LayerSpec narrow = graph.Linear("FeedForwardOutput", $"{module}.ffn.lin2", active, spec.HiddenSize);
            LayerSpec feedForwardSum = graph.Add("FeedForwardSum", narrow, attention);
            x = graph.LayerNorm("Output", $"{module}.output_layer_norm", feedForwardSum, spec.LayerNormEps);
        }

        graph.HiddenState(x);
        graph.Section("Head", "classifier");
        LayerSpec first = graph.FirstToken("FirstToken", x);
        LayerSpec dense = graph.Linear("PreClassifier", "pre_classifier", first, spec.HiddenSize);
        LayerSpec relu = graph.Activation("PreClassifierActivation", ActivationFunctions.Named("relu"), dense);
        return graph.Build(spec, BertEncoder.Tokens(spec), graph.Linear("Logits", "classifier", relu, spec.Labels.Count));
    }
}
