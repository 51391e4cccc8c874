using LrpGen.Generator.Graphs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>An operator whose numbers move but stay what they are: relevance moves back with them, over the input where it came over the output.</summary>
internal abstract record MoveOperator(string Name, string Module, Section Section) : Operator(Name, Module, Section)
{
    public override bool IsNonNegative(Func<Tensor, bool> isNonNegative) => Inputs.All(isNonNegative);

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms) => forms.FactorOf(Outputs[0]) == Outputs[0] ? input : null;
}
