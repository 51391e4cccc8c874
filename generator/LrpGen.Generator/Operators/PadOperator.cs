using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>Constants around the axes behind the channels.</summary>
/// <param name="Shape">How many rows and columns are added where, as C#.</param>
/// <param name="Value">The constant, as the token of the description.</param>
internal sealed record PadOperator(string Name, string Module, Section Section, string Shape, string Value, Tensor Input, Tensor Output)
    : MoveOperator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "padding";

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override bool IsNonNegative(Func<Tensor, bool> isNonNegative) => isNonNegative(Input) && !Value.StartsWith("-", StringComparison.Ordinal);

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Module}: {Value} around the axes.",
            "ConstantPadding.Forward",
            lowering.Read(Input),
            Argument.Text(Shape),
            Argument.Text("value: " + FloatText.Literal(Value)),
            lowering.Write(Output));

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(Output);
        TextArgument sink = lowering.Sink(this, "Padding", "Dropped");
        lowering.Comment($"{Module}: what lies inside goes back; the ledger has what the constants around it got.");
        lowering.Account(sink, 1, r.Values, r.Of);
        Tensor? of = r.Of is null ? null : Input;
        lowering.Into(Input, of, destination =>
        {
            lowering.Step("ConstantPadding.Adjoint", Argument.Read(r.Values), Argument.Text(Shape), destination);
            lowering.Account(sink, -1, destination, of);
        });
    }
}
