using System.Collections.Immutable;

namespace LrpGen.Generator.Reading.Specs;

/// <summary>A model type, the task's class in transformers, and how its keys are read.</summary>
internal sealed record SpecFamily(string ModelType, string Architecture, Func<ConfigReader, SpecFamily, EncoderSpec> Read)
{
    /// <summary>What LrpGen supports. A new family is one file and one entry here.</summary>
    public static ImmutableArray<SpecFamily> All { get; } =
        [XlmRobertaSpec.Family, RobertaSpec.Family, BertSpec.Family, DistilBertSpec.Family, ElectraSpec.Family];
}
