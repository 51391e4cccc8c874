using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Graphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>Finds the file that turns a spec into a graph.</summary>
internal static class Architecture
{
    public static LayerGraphSpec Expand(EncoderSpec spec) => spec.ModelType switch
    {
        "roberta" or "xlm-roberta" => Roberta.Expand(spec),
        "bert" => Bert.Expand(spec),
        "electra" => Electra.Expand(spec),
        "distilbert" => DistilBert.Expand(spec),
        _ => throw new InvalidOperationException($"The model type '{spec.ModelType}' was not refused by the reader."),
    };

    /// <summary>Longest sequence that the positions allow.</summary>
    public static int MaxTokens(EncoderSpec spec)
        => spec.ModelType is "roberta" or "xlm-roberta" ? spec.MaxPositionEmbeddings - spec.PadTokenId - 1 : spec.MaxPositionEmbeddings;
}
