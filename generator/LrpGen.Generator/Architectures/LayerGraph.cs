using System.Globalization;
using LrpGen.Generator.Emit;
using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// Turns a layer graph into a graph of operators: images lie channels last, batch norms are folded into the product before
/// them, and a section begins with every layer that has weights.
/// </summary>
internal sealed class LayerGraph
{
    private readonly LayerGraphSpec spec;
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly Dictionary<string, string> identifiers;
    private readonly List<Section> sections = [];
    private readonly List<Operator> operators = [];
    private readonly HashSet<string> folded = [];

    private LayerGraph(LayerGraphSpec spec)
    {
        this.spec = spec;
        identifiers = spec.Layers.Select(l => l.Name).Zip(Identifiers.Of(spec.Layers.Select(l => l.Name)), (n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
    }

    /// <summary>The graph, and the tensor that every layer's name stands for.</summary>
    public static (Graph Graph, IReadOnlyDictionary<string, Tensor> Outputs) Expand(LayerGraphSpec spec) => new LayerGraph(spec).Expand();

    /// <summary>Whether a layer can be expressed: a batch norm only where it is folded into the product that it alone reads.</summary>
    public static bool Compiles(LayerSpec layer, LayerGraphSpec spec) => layer.Op switch
    {
        "batch_norm" => spec.Layers.FirstOrDefault(l => l.Name == layer.Inputs[0]) is { Op: "linear" or "conv1d" or "conv2d" or "conv3d" or "conv_transpose1d" or "conv_transpose2d" or "conv_transpose3d" } product
            && spec.Layers.Count(l => l.Inputs.Contains(product.Name)) == 1,
        "add" => layer.Inputs.Count == 2,
        "concat" => layer.Options.Axis == 0,
        "linear" => layer.InputShapes[0].Rank == 1,
        "flatten" or "dropout" or "relu" or "gelu" or "silu" or "tanh" or "sigmoid" => true,
        _ => layer.Op.StartsWith("conv", StringComparison.Ordinal) || layer.Op.Contains("_pool"),
    };

    private (Graph, IReadOnlyDictionary<string, Tensor>) Expand()
    {
        sections.Add(new Section("Input", spec.InputName, -1));
        Tensor input = Tensor("Input", new Dims(spec.InputShape));
        operators.Add(new InputOperator("Input", sections[0], input));
        tensors.Add(spec.InputName, input);
        foreach (LayerSpec layer in spec.Layers)
        {
            if (!folded.Contains(layer.Name))
            {
                Add(layer);
            }
        }

        return (new Graph(sections.ToEquatableArray(), operators.ToEquatableArray(), [], tensors[spec.Output]), tensors);
    }

    private void Add(LayerSpec layer)
    {
        string id = identifiers[layer.Name];
        Tensor output = Tensor(id, layer.OutputShape);
        if (layer.Weights.Count > 0)
        {
            sections.Add(new Section(id, layer.Name, -1));
        }

        Section section = sections[sections.Count - 1];
        Tensor Input(int index = 0) => tensors[layer.Inputs[index]];
        tensors[layer.Name] = output;
        switch (layer.Op)
        {
            case "linear":
                operators.Add(new ProductOperator(id, layer.Name, section, "dense", "Linear", Input(), output, Dense(layer, id, out _), null));
                break;
            case "conv1d" or "conv2d" or "conv3d" or "conv_transpose1d" or "conv_transpose2d" or "conv_transpose3d":
                string title = $"{layer.Op} {string.Join("×", layer.Options.Kernel)}";
                operators.Add(new ProductOperator(id, layer.Name, section, title, "Convolution", Input(), output, Convolution(layer, id), null));
                break;
            case "relu" or "gelu" or "silu" or "tanh" or "sigmoid":
                operators.Add(new ActivationOperator(id, section, Function(layer), Input(), output, IsFused: false, layer.Name));
                break;
            case "max_pool1d" or "max_pool2d" or "max_pool3d":
                operators.Add(new PoolOperator(id, layer.Name, section, Title(layer), IsMax: true, Input(), output, Pool(layer, id)));
                break;
            case "avg_pool1d" or "avg_pool2d" or "avg_pool3d" or "adaptive_avg_pool1d" or "adaptive_avg_pool2d" or "adaptive_avg_pool3d" or "global_avg_pool":
                operators.Add(new PoolOperator(id, layer.Name, section, Title(layer), IsMax: false, Input(), output, Pool(layer, id)));
                break;
            case "flatten":
                operators.Add(new FlattenOperator(id, layer.Name, section, Input(), output));
                break;
            case "add":
                operators.Add(new AddOperator(id, section, Input(0), Input(1), output, IsFused: false, layer.Name));
                break;
            case "concat":
                operators.Add(new ConcatOperator(id, layer.Name, section, layer.Inputs.Select(i => tensors[i]).ToEquatableArray(), output));
                break;
            case "dropout":
                tensors[layer.Name] = Input();
                break;
            default:
                throw new NotSupportedException(layer.Op);
        }
    }

    private static string Title(LayerSpec layer)
        => layer.Options.Kernel.Count > 0 ? $"{layer.Op} {string.Join("×", layer.Options.Kernel)}" : layer.Op;

    private static string Function(LayerSpec layer) => layer.Op switch
    {
        "relu" => "Relu",
        "gelu" => layer.Options.Mode == "tanh" ? "GeluTanh" : "Gelu",
        "silu" => "Silu",
        "tanh" => "Tanh",
        _ => "Sigmoid",
    };

    private static Tensor Tensor(string name, Dims shape)
        => new(name, RowKind.Samples, shape.Channels, shape.Sizes.Skip(1).Aggregate(1, (a, b) => a * b));

    // The batch norm that alone reads a product is part of it: conv → BN and dense → BN are exact.
    private string Fold(LayerSpec layer, out LayerSpec? norm)
    {
        List<LayerSpec> readers = [.. spec.Layers.Where(l => l.Inputs.Contains(layer.Name))];
        norm = readers.Count == 1 && readers[0].Op == "batch_norm" && spec.Output != layer.Name ? readers[0] : null;
        if (norm is null)
        {
            return "null";
        }

        folded.Add(norm.Name);
        tensors[norm.Name] = tensors[layer.Name];
        return $"source.BatchNorm(\"{norm.Name}\", {Text(norm.OutputShape.Channels)}, {norm.Options.Epsilon})";
    }

    private WeightGroup Dense(LayerSpec layer, string id, out LayerSpec? norm)
    {
        string fold = Fold(layer, out norm);
        Initialiser initialiser = new(
            "source.Pack",
            [$"source.Dense(\"{layer.Name}\", {Text(layer.OutputShape.Channels)}, {Text(layer.InputShapes[0].Channels)}, bias: {Flag(layer.Options.HasBias)}, {fold})"]);
        return new WeightGroup(id, "PackedLinear", initialiser, Tensors(layer, norm));
    }

    private WeightGroup Convolution(LayerSpec layer, string id)
    {
        string fold = Fold(layer, out LayerSpec? norm);
        bool transposed = layer.Op.StartsWith("conv_transpose", StringComparison.Ordinal);
        string shape = $"new ConvolutionShape({Axis(layer, 3)}, {Axis(layer, 2)}, {Axis(layer, 1)}, "
            + $"{Text(layer.InputShapes[0].Channels)}, {Text(layer.OutputShape.Channels)}, Groups: {Text(layer.Options.Groups)}, Transposed: {Flag(transposed)})";
        Initialiser initialiser = new("source.Convolution", [$"\"{layer.Name}\"", shape, $"bias: {Flag(layer.Options.HasBias)}", fold]);
        return new WeightGroup(id, "PackedConvolution", initialiser, Tensors(layer, norm));
    }

    // Axis counted from the innermost: 1 is the width, 2 the height, 3 the depth.
    private static string Axis(LayerSpec layer, int fromEnd)
    {
        int rank = layer.Options.Kernel.Count;
        if (fromEnd > rank)
        {
            return "ConvolutionAxis.None";
        }

        int i = rank - fromEnd;
        int At(EquatableArray<int> values, int missing) => values.Count > i ? values[i] : missing;
        return $"new ConvolutionAxis({Text(layer.InputShapes[0].Spatial[i])}, {Text(layer.Options.Kernel[i])}, "
            + $"{Text(At(layer.Options.Stride, 1))}, {Text(At(layer.Options.Padding, 0))}, {Text(At(layer.Options.Dilation, 1))}, OutputPadding: {Text(At(layer.Options.OutputPadding, 0))})";
    }

    private static WeightGroup Pool(LayerSpec layer, string id)
    {
        string Axis(int fromEnd)
        {
            Dims spatial = layer.InputShapes[0].Spatial;
            if (fromEnd > spatial.Rank)
            {
                return "PoolAxis.None";
            }

            int i = spatial.Rank - fromEnd;
            int At(EquatableArray<int> values, int missing) => values.Count > i ? values[i] : missing;
            return layer.Op switch
            {
                "global_avg_pool" => $"PoolAxis.Adaptive({Text(spatial[i])}, 1)",
                _ when layer.Options.OutputSize.Count > 0 => $"PoolAxis.Adaptive({Text(spatial[i])}, {Text(At(layer.Options.OutputSize, 1))})",
                _ => $"PoolAxis.Windows({Text(spatial[i])}, {Text(At(layer.Options.Kernel, 1))}, {Text(At(layer.Options.Stride, 1))}, {Text(At(layer.Options.Padding, 0))}, ceiling: {Flag(layer.Options.CeilMode)}, countPadding: {Flag(layer.Options.CountIncludePad)})",
            };
        }

        string shape = $"new PoolShape({Axis(3)}, {Axis(2)}, {Axis(1)})";
        bool isMax = layer.Op.StartsWith("max", StringComparison.Ordinal);
        return isMax
            ? new WeightGroup(id, "PoolShape", new Initialiser("new PoolShape", [Axis(3), Axis(2), Axis(1)]), [])
            : new WeightGroup(id, "AveragePool", new Initialiser("new AveragePool", [shape]), []);
    }

    private static EquatableArray<WeightTensor> Tensors(LayerSpec layer, LayerSpec? norm)
        => layer.Weights.Concat(norm?.Weights ?? []).Select(w => new WeightTensor(w.Name, w.Shape.Sizes)).ToEquatableArray();

    private static string Flag(bool value) => value ? "true" : "false";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
