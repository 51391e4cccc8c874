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

    /// <summary>Numbers of the description that a checkpoint may hold as well, and must then hold alike: those of a standardisation.</summary>
    ImmutableArray<WeightConstant> Constants => [];
}

/// <summary>Numbers that a model has from its description.</summary>
/// <param name="Name">What a checkpoint calls them.</param>
/// <param name="Values">The numbers.</param>
public sealed record WeightConstant(string Name, ImmutableArray<double> Values);
