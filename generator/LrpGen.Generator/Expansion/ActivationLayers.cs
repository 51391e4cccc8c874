using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Expansion;

/// <summary>Functions of each number alone.</summary>
internal static class ActivationLayers
{
    public static void Activation(LayerSpec layer, LayerExpander e) => e.Add(
        new ActivationOperator(e.IdentifierOf(layer), layer.Name, e.Section, Function(layer), e.Input(layer), e.Output(layer))
        {
            Parameters = new[] { layer.Options.NegativeSlope, layer.Options.Alpha, layer.Options.Minimum, layer.Options.Maximum }.OfType<string>().ToEquatableArray(),
            Slopes = layer.Op == "prelu" ? LayerWeights.Slopes(layer, e.IdentifierOf(layer)) : null,
        });

    private static string Function(LayerSpec layer) => layer.Op switch
    {
        "relu" => "Relu",
        "relu6" => "Relu6",
        "clip" => "Clip",
        "prelu" => "PRelu",
        "leaky_relu" => "LeakyRelu",
        "elu" => "Elu",
        "gelu" => layer.Options.Mode == "tanh" ? "GeluTanh" : "Gelu",
        "silu" => "Silu",
        "tanh" => "Tanh",
        "sigmoid" => "Sigmoid",
        "softplus" => "Softplus",
        "hard_sigmoid" => "HardSigmoid",
        "hard_swish" => "HardSwish",
        _ => throw new InvalidOperationException($"The operator '{layer.Op}' was not refused by the reader."),
    };
}
