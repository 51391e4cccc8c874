using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>Pairs of columns of every head, turned by an angle that grows with the position: relevance is turned back.</summary>
/// <param name="Group">The frequencies.</param>
internal sealed record RotaryOperator(string Name, string Module, Section Section, Tensor Input, WeightGroup Group, Tensor Output) : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "rotary positions";

    public override EquatableArray<WeightGroup> Weights => [Group];

    public override EquatableArray<Tensor> RowInputs => Inputs;

    // The first row of a sequence stands at position 0, alone as among the others.
    private Argument Starts => Input.HasManyRows ? Argument.Starts : Argument.Text("run.SequenceRows");

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Title} = {Spoken(Input)}, turned by its position.",
            "Rotary.Forward",
            lowering.Read(Input),
            Starts,
            Argument.Weight(Group.Name),
            lowering.Write(Output),
            Argument.Workers);

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms) => input;

    public override bool WantsOwn(Tensor output, Pass pass) => true;

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        BufferSlice g = lowering.TakeOver(this, Output);
        lowering.Comment($"{Title}: a rotation, g is turned back.");
        lowering.Unary(
            Input, Input, g, "Rotary.Adjoint", (source, destination) => [source, Starts, Argument.Weight(Group.Name), destination, Argument.Workers]);
    }
}
