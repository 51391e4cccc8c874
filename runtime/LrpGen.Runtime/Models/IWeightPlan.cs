using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>What a compiled model expects of its weights.</summary>
public interface IWeightPlan
{
    /// <summary>Name of the generated class.</summary>
    string Name { get; }

    /// <summary>The model's class in transformers, which says what else its checkpoints may hold; empty for a layer graph.</summary>
    string Architecture => "";

    /// <summary>SHA-256 of how the generated code packs its weights: names, shapes, what is fused and folded. In hexadecimal.</summary>
    string WeightPlan { get; }

    /// <summary>The tensors that the checkpoint must hold.</summary>
    ImmutableArray<WeightDescription> Weights { get; }
}
