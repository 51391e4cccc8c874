using LrpGen.Generator.Graphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>BERT (Devlin et al. 2019): the classifier reads the pooler, tanh(dense(first token)).</summary>
internal static class Bert
{
    public static Graph Expand(EncoderSpec spec)
    {
        GraphBuilder graph = new();
        Tensor x = BertEncoder.Embeddings(graph, spec, "bert", positionsAfterPadding: false);
        x = BertEncoder.Layers(graph, spec, "bert", x);

        graph.Section("Head", "classifier");
        Tensor first = graph.FirstToken("FirstToken", x);
        Tensor pooled = graph.Linear("Pooler", "bert.pooler.dense", first, spec.HiddenSize);
        Tensor tanh = graph.Activation("PoolerActivation", "Tanh", pooled);
        return graph.Build(graph.Linear("Logits", "classifier", tanh, spec.Labels.Count));
    }
}
