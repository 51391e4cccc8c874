using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>y = f(z), element by element.</summary>
/// <param name="Function">Member of the runtime's <c>Activation</c>.</param>
/// <param name="IsFused">Whether the product before it computes it.</param>
internal sealed record ActivationOperator(
    string Name, string Module, Section Section, string Function, Tensor Input, Tensor Output, bool IsFused = false)
    : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => string.Join(" ", [Formula, .. Parameters]);

    /// <summary>Slope, limit or limits of the functions that have some, as tokens of the description.</summary>
    public EquatableArray<string> Parameters { get; init; } = [];

    /// <summary>The weights of a PReLU: a slope for each channel.</summary>
    public WeightGroup? Slopes { get; init; }

    /// <summary>Whether nothing but its input decides what it gives: then it can be computed in the tile of a product.</summary>
    public bool IsPlain => Parameters.Count == 0 && Slopes is null;

    public override EquatableArray<WeightGroup> Weights => Slopes is null ? [] : [Slopes];

    public override EquatableArray<Tensor> RowInputs => Inputs;

    /// <summary>The name of the function in formulas.</summary>
    public string Formula => FormulaOf(Function);

    /// <summary>φ(z) = f(z)/z, where the runtime knows it in closed form.</summary>
    public string? Slope => Function switch
    {
        "Gelu" => "Φ(z)",
        "GeluTanh" => "½(1 + tanh(√(2/π)(z + 0.044715z³)))",
        "Relu" => "[z > 0]",
        "Silu" => "sigmoid(z)",
        "Tanh" => "tanh(z)/z",
        _ => null,
    };

    /// <summary>The name of a function in formulas.</summary>
    public static string FormulaOf(string function) => function switch
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

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override bool IsNonNegative(Func<Tensor, bool> isNonNegative) => Function switch
    {
        "Relu" or "Relu6" or "Sigmoid" or "HardSigmoid" or "Softplus" => true,
        "Clip" => !IsNegative(Parameters[0]) || (isNonNegative(Input) && !IsNegative(Parameters[1])),
        _ => false,
    };

    public override void LowerForward(ForwardLowering lowering)
    {
        if (!IsFused)
        {
            (string call, Argument[] arguments) = Kernel("Forward", lowering.Read(Input), lowering.Write(Output));
            lowering.Step($"{Title} = {Formula}({Spoken(Input)}).", call, arguments);
        }
    }

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms) => ActivationRules.HandsDown(this, pass.RuleOf(Module), forms);

    public override bool WantsOwn(Tensor output, Pass pass) => pass.RuleOf(Module).Rule == "derivative";

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering) => ActivationRules.Lower(this, pass.RuleOf(Module), lowering);

    // A token of the description; -0 is no number below zero, but not worth knowing.
    private static bool IsNegative(string token) => token.StartsWith("-", StringComparison.Ordinal);
}
