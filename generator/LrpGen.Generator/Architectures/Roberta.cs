using LrpGen.Generator.Graphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// RoBERTa and XLM-RoBERTa (Liu et al. 2019, Conneau et al. 2020): positions count from behind the padding id, and the
/// classifier is dense → tanh → out_proj on the first token, without a pooler.
/// </summary>
internal static class Roberta
{
    public static Graph Expand(EncoderSpec spec)
    {
        GraphBuilder graph = new();
        Tensor x = BertEncoder.Embeddings(graph, spec, "roberta", positionsAfterPadding: true);
        x = BertEncoder.Layers(graph, spec, "roberta", x);

        graph.Section("Head", "classifier");
        Tensor first = graph.FirstToken("FirstToken", x);
        Tensor dense = graph.Linear("Dense", "classifier.dense", first, spec.HiddenSize);
        Tensor tanh = graph.Activation("DenseActivation", "Tanh", dense);
        return graph.Build(graph.Linear("Logits", "classifier.out_proj", tanh, spec.Labels.Count));
    }
}
