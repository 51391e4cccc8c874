using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// RoBERTa and XLM-RoBERTa (Liu et al. 2019, Conneau et al. 2020): positions count from behind the padding id, and the
/// classifier is dense → tanh → out_proj on the first token, without a pooler.
/// </summary>
internal static class Roberta
{
    public static LayerGraphSpec Expand(EncoderSpec spec)
    {
        LayerGraphBuilder graph = new();
        LayerSpec x = BertEncoder.Embeddings(graph, spec, "roberta", positionsAfterPadding: true);
        x = BertEncoder.Layers(graph, spec, "roberta", x);

        graph.Section("Head", "classifier");
        LayerSpec first = graph.FirstToken("FirstToken", x);
        LayerSpec dense = graph.Linear("Dense", "classifier.dense", first, spec.HiddenSize);
        LayerSpec tanh = graph.Activation("DenseActivation", ActivationFunctions.Tanh, dense);
        return graph.Build(spec, BertEncoder.Tokens(spec), graph.Linear("Logits", "classifier.out_proj", tanh, spec.Labels.Count));
    }
}
