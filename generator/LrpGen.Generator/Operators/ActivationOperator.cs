using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>y = f(z), element by element.</summary>
/// <param name="Function">Member of the runtime's <c>Activation</c>.</param>
/// <param name="IsFused">Whether the product before it computes it.</param>
/// <param name="Module">Name in the description of a layer graph.</param>
internal sealed record ActivationOperator(
    string Name, Section Section, string Function, Tensor Input, Tensor Output, bool IsFused, string Module = "")
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => string.Join(" ", [Formula(Function), .. Parameters]);

    public override string Modules => Module;

    /// <summary>Slope, limit or limits of the functions that have some, as tokens of the description.</summary>
    public EquatableArray<string> Parameters { get; init; } = [];

    /// <summary>The weights of a PReLU: a slope for each channel.</summary>
    public WeightGroup? Slopes { get; init; }

    /// <summary>Whether nothing but its input decides what it gives: then it can be computed in the tile of a product.</summary>
    public bool IsPlain => Parameters.Count == 0 && Slopes is null;

    public override EquatableArray<WeightGroup> Weights => Slopes is null ? [] : [Slopes];

    /// <summary>A kernel of the function, with what it needs beside its matrices: <c>Forward</c> or <c>Gradient</c>.</summary>
    public (string Call, Argument[] Arguments) Kernel(string use, params Argument[] matrices)
    {
        if (Slopes is not null)
        {
            return ("ChannelSlopes." + use, [.. matrices, Argument.Weight(Slopes.Name), Argument.Workers]);
        }

        string[] names = ["parameter", "second"];
        return ("Activations." + use, [Argument.Text("Activation." + Function), .. matrices, Argument.Workers, .. Parameters.Select((p, i) => Argument.Text($"{names[i]}: {FloatText.Literal(p)}"))]);
    }

    /// <summary>The name of a function in formulas.</summary>
    public static string Formula(string function) => function switch
    {
        "Gelu" => "GELU",
        "GeluTanh" => "GELU (tanh form)",
        "Relu" => "ReLU",
        "Silu" => "SiLU",
        "Relu6" => "ReLU6",
        "PRelu" => "PReLU",
        "HardSigmoid" => "hard sigmoid",
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
            (string call, Argument[] arguments) = Kernel("Forward", lowering.Read(Input), lowering.Write(Output));
            lowering.Step(
                Module.Length > 0 ? $"{Module} = {Formula(Function)}({Input.Name})." : $"{Words.Of(Name, Section)} = {Formula(Function)}({Words.Of(Input.Name, Section)}).",
                call,
                arguments);
        }
    }
}
