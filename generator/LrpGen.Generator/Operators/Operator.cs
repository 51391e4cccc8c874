using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>
/// An operator of the network: one file each, with its tensors, its weights, the kernel calls of its forward pass, and how relevance
/// passes it, which <c>Rules/</c> says for all operators of a kind.
/// </summary>
/// <param name="Name">Name of its main output and of its weights in the generated code.</param>
/// <param name="Module">The layer of the description that it computes: rules and ledgers name it.</param>
/// <param name="Section">The part of the network that it belongs to.</param>
internal abstract record Operator(string Name, string Module, Section Section)
{
    /// <summary>What it reads.</summary>
    public abstract EquatableArray<Tensor> Inputs { get; }

    /// <summary>What it writes.</summary>
    public abstract EquatableArray<Tensor> Outputs { get; }

    /// <summary>What it computes, in a word or two.</summary>
    public abstract string Kind { get; }

    /// <summary>The layers of the description that it computes, for tables: more than one where some are computed in one product.</summary>
    public virtual EquatableArray<string> Modules => [Module];

    /// <summary>The weights that it reads.</summary>
    public virtual EquatableArray<WeightGroup> Weights => [];

    /// <summary>The inputs of which it reads, for a row of its output, the same row alone: of an operator that works row by row, all.</summary>
    public virtual EquatableArray<Tensor> RowInputs => [];

    /// <summary>What comments call it: a word within a section that names its operators, otherwise the layer.</summary>
    public string Title => Spoken(Name) is var words && words != Name ? words : Module;

    /// <summary>The operator over other tensors.</summary>
    /// <param name="map">Says which tensor takes the place of which.</param>
    public abstract Operator Over(Func<Tensor, Tensor> map);

    /// <summary>Whether no output is below zero, whatever the network's input.</summary>
    /// <param name="isNonNegative">Says it of the inputs.</param>
    public virtual bool IsNonNegative(Func<Tensor, bool> isNonNegative) => false;

    /// <summary>Writes its kernel calls.</summary>
    public abstract void LowerForward(ForwardLowering lowering);

    /// <summary>What the relevance that it hands to an input is over; <see langword="null"/> for R itself, which is right for every rule.</summary>
    public virtual Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms) => null;

    /// <summary>Whether its rule works on R over an output itself: then a function behind it divides by its slope instead of handing R on.</summary>
    public virtual bool WantsOwn(Tensor output, Pass pass) => false;

    /// <summary>Writes the kernel calls of a relevance pass, where relevance has reached an output.</summary>
    public abstract void LowerRelevance(Pass pass, RelevanceLowering lowering);

    /// <summary>A tensor as comments call it.</summary>
    protected string Spoken(Tensor tensor) => Spoken(tensor.Name);

    private string Spoken(string name)
        => Section.NamesOperators && name.Length > Section.Name.Length && name.StartsWith(Section.Name, StringComparison.Ordinal) ? Words.Of(name, Section) : name;
}
