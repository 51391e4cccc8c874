using LrpGen.Generator.Graphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// ELECTRA (Clark et al. 2020): embeddings may be narrower than the encoder and are then projected; the classifier is
/// dense → GELU → out_proj on the first token.
/// </summary>
internal static class Electra
{
    public static Graph Expand(EncoderSpec spec)
    {
        GraphBuilder graph = new();
        Tensor x = BertEncoder.Embeddings(graph, spec, "electra", positionsAfterPadding: false);
        x = BertEncoder.Layers(graph, spec, "electra", x);

        graph.Section("Head", "classifier");
        Tensor first = graph.FirstToken("FirstToken", x);
        Tensor dense = graph.Linear("Dense", "classifier.dense", first, spec.HiddenSize);
        Tensor gelu = graph.Activation("DenseActivation", "Gelu", dense);
        return graph.Build(graph.Linear("Logits", "classifier.out_proj", gelu, spec.Labels.Count));
    }
}
