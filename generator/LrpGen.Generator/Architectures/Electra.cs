using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// ELECTRA (Clark et al. 2020): embeddings may be narrower than the encoder and are then projected; the classifier is
/// dense → GELU → out_proj on the first token.
/// </summary>
internal static class Electra
{
    public static LayerGraphSpec Expand(EncoderSpec spec)
    {
        LayerGraphBuilder graph = new();
        LayerSpec x = BertEncoder.Embeddings(graph, spec, "electra", positionsAfterPadding: false);
        x = BertEncoder.Layers(graph, spec, "electra", x);

        graph.Section("Head", "classifier");
        LayerSpec first = graph.FirstToken("FirstToken", x);
        LayerSpec dense = graph.Linear("Dense", "classifier.dense", first, spec.HiddenSize);
        LayerSpec gelu = graph.Activation("DenseActivation", ActivationFunctions.Named("gelu"), dense);
        return graph.Build(spec, BertEncoder.Tokens(spec), graph.Linear("Logits", "classifier.out_proj", gelu, spec.Labels.Count));
    }
}
