using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Architectures;

/// <summary>Finds the file that writes a network down.</summary>
internal static class Architecture
{
    public static LayerGraphSpec Expand(ConfigSpec spec) => spec switch
    {
        EncoderSpec { ModelType: "roberta" or "xlm-roberta" } encoder => Roberta.Expand(encoder),
        EncoderSpec { ModelType: "bert" } encoder => Bert.Expand(encoder),
        EncoderSpec { ModelType: "electra" } encoder => Electra.Expand(encoder),
        EncoderSpec { ModelType: "distilbert" } encoder => DistilBert.Expand(encoder),
        AlbertSpec albert => Albert.Expand(albert),
        DebertaV2Spec deberta => DebertaV2.Expand(deberta),
        ModernBertSpec modernBert => ModernBert.Expand(modernBert),
        VisionSpec vision => VisionTransformer.Expand(vision),
        _ => throw new InvalidOperationException($"The model type '{spec.ModelType}' was not refused by the reader."),
    };
}
