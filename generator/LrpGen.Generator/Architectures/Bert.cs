using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>BERT (Devlin et al. 2019): the classifier reads the pooler, tanh(dense(first token)).</summary>
internal static class Bert
{
    public static LayerGraphSpec Expand(EncoderSpec spec)
    {
        LayerGraphBuilder graph = new();
        LayerSpec x = BertEncoder.Embeddings(graph, spec, "bert", positionsAfterPadding: false);
        x = BertEncoder.Layers(graph, spec, "bert", x);

        graph.Section("Head", "classifier");
        LayerSpec first = graph.FirstToken("FirstToken", x);
        LayerSpec pooled = graph.Linear("Pooler", "bert.pooler.dense", first, spec.HiddenSize);
        LayerSpec tanh = graph.Activation("PoolerActivation", ActivationFunctions.Tanh, pooled);
        return graph.Build(spec, BertEncoder.Tokens(spec), graph.Linear("Logits", "classifier", tanh, spec.Labels.Count));
    }
}
