using System.Collections.Immutable;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>A model type, and how its keys are read.</summary>
internal sealed record SpecFamily(string ModelType, Func<ConfigReader, ModelClass, ConfigSpec> Read)
{
    /// <summary>What can be read. A new family is one file and one entry here; its classes stand in <see cref="ModelClass"/>.</summary>
    public static ImmutableArray<SpecFamily> All { get; } =
    [
        XlmRobertaSpec.Family, RobertaSpec.Family, BertSpec.Family, DistilBertSpec.Family, ElectraSpec.Family,
        AlbertSpec.Family, DebertaV2Spec.Family, ModernBertSpec.Family, Gpt2Spec.Family, LlamaSpec.Family, T5Spec.Family,
        ViTSpec.Family, DeiTSpec.Family,
    ];

    /// <summary>The class that is assumed where a file names none.</summary>
    public ModelClass DefaultClass => ModelClass.Of(ModelType).First();
}
