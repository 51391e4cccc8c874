using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>
/// An operator of the network. The set is closed: one file each, with its tensors, its weights and the kernel calls of
/// its forward pass. How relevance passes it is said in <c>Rules/</c>.
/// </summary>
/// <param name="Name">Name of its main output and of its weights in the generated code.</param>
/// <param name="Section">The part of the network that it belongs to.</param>
internal abstract record Operator(string Name, Section Section)
{
    /// <summary>What it reads.</summary>
    public abstract EquatableArray<Tensor> Inputs { get; }

    /// <summary>What it writes.</summary>
    public abstract EquatableArray<Tensor> Outputs { get; }

    /// <summary>What it computes, in a word or two.</summary>
    public abstract string Kind { get; }

    /// <summary>Checkpoint names of its modules, for tables and ledgers.</summary>
    public abstract string Modules { get; }

    /// <summary>The weights that it reads.</summary>
    public virtual EquatableArray<WeightGroup> Weights => [];

    /// <summary>Writes its kernel calls.</summary>
    public abstract void LowerForward(ForwardLowering lowering);
}
