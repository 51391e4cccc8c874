using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>y = f(z), element by element.</summary>
/// <param name="Function">Member of the runtime's <c>Activation</c>.</param>
/// <param name="IsFused">Whether the product before it computes it.</param>
/// <param name="Module">Name in the description of a layer graph.</param>
/// <param name="Parameter">Slope or limit of the functions that have one, as the token of the description.</param>
internal sealed record ActivationOperator(
    string Name, Section Section, string Function, Tensor Input, Tensor Output, bool IsFused, string Module = "", string? Parameter = null)
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => Parameter is null ? Formula(Function) : $"{Formula(Function)} {Parameter}";

    public override string Modules => Module;

    /// <summary>What a kernel call ends with: the parameter, if there is one.</summary>
    public Argument[] ParameterArgument => Parameter is null ? [] : [Argument.Text("parameter: " + FloatText.Literal(Parameter))];

    /// <summary>The name of a function in formulas.</summary>
    public static string Formula(string function) => function switch
    {
        "Gelu" => "GELU",
        "GeluTanh" => "GELU (tanh form)",
        "Relu" => "ReLU",
        "Silu" => "SiLU",
        "HardSwish" => "hard swish",
        "LeakyRelu" => "leaky ReLU",
        "Elu" => "ELU",
        _ => function.ToLowerInvariant(),
    };

    /// <summary>φ(z) = f(z)/z, taken analytically.</summary>
    public static string SlopeFormula(string function) => function switch
    {
        "Gelu" => "Φ(z)",
        "GeluTanh" => "½(1 + tanh(√(2/π)(z + 0.044715z³)))",
        "Relu" => "[z > 0]",
        "Silu" => "sigmoid(z)",
        _ => "tanh(z)/z",
    };

    public override void LowerForward(ForwardLowering lowering)
    {
        if (!IsFused)
        {
            lowering.Step(
                Module.Length > 0 ? $"{Module} = {Formula(Function)}({Input.Name})." : $"{Words.Of(Name, Section)} = {Formula(Function)}({Words.Of(Input.Name, Section)}).",
                "Activations.Forward",
                [Argument.Text("Activation." + Function), lowering.Read(Input), lowering.Write(Output), Argument.Workers, .. ParameterArgument]);
        }
    }
}
