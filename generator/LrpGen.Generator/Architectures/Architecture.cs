using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Graphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>Finds the file that turns a spec into a graph.</summary>
internal static class Architecture
{
    public static LayerGraphSpec Expand(ConfigSpec spec) => spec switch
    {
        EncoderSpec { ModelType: "roberta" or "xlm-roberta" } encoder => Roberta.Expand(encoder),
        EncoderSpec { ModelType: "bert" } encoder => Bert.Expand(encoder),
        EncoderSpec { ModelType: "electra" } encoder => Electra.Expand(encoder),
        EncoderSpec { ModelType: "distilbert" } encoder => DistilBert.Expand(encoder),
        _ => throw new InvalidOperationException($"The model type '{spec.ModelType}' was not refused by the reader."),
    };

    /// <summary>Longest sequence that the positions allow.</summary>
    public static int MaxTokens(EncoderSpec spec)
        => spec.ModelType is "roberta" or "xlm-roberta" ? spec.MaxPositionEmbeddings - spec.PadTokenId - 1 : spec.MaxPositionEmbeddings;
}
