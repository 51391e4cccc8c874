using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Architectures;

/// <summary>
/// Turns a layer graph into a graph of operators: images lie channels last, batch norms are folded into the product before
/// them where every method says so, and a section begins with every layer that has weights.
/// </summary>
internal sealed class LayerGraph
{
    private const string InputId = "Input";

    private readonly LayerGraphSpec spec;
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly Dictionary<string, string> identifiers;
    private readonly FoldedNorms norms;
    private readonly bool keepsSoftmax;
    private readonly ILookup<string, LayerSpec> readers;
    private readonly List<Section> sections = [];
    private readonly List<Operator> operators = [];

    private LayerGraph(LayerGraphSpec spec, FoldedNorms norms, MemberNames names)
    {
        this.spec = spec;
        this.norms = norms;
        identifiers = spec.Layers.ToDictionary(l => l.Name, l => names.Layer(l.Name));
        keepsSoftmax = spec.Methods.Any(spec.ExplainsSoftmax);
        readers = spec.Layers.SelectMany(l => l.Inputs.Distinct().Select(i => (Input: i, Layer: l))).ToLookup(p => p.Input, p => p.Layer);
    }

    /// <summary>The graph, and the tensor that every layer's name stands for.</summary>
    public static (Graph Graph, IReadOnlyDictionary<string, Tensor> Outputs) Expand(LayerGraphSpec spec, FoldedNorms norms, MemberNames names)
        => new LayerGraph(spec, norms, names).Expand();

    private (Graph, IReadOnlyDictionary<string, Tensor>) Expand()
    {
        sections.Add(new Section(InputId, spec.InputName, -1));
        Tensor input = Tensor(InputId, new Dims(spec.InputShape));
        operators.Add(new InputOperator(InputId, sections[0], input));
        tensors.Add(spec.InputName, input);
        foreach (LayerSpec layer in spec.Layers)
        {
            Add(layer);
        }

        // The logits are what goes into a softmax: scores are differences of logits, whatever is shown of them.
        LayerSpec last = spec.Layers[spec.Layers.Count - 1];
        Tensor logits = tensors[last.Op == "softmax" ? last.Inputs[0] : last.Name];
        return (new Graph(sections.ToEquatableArray(), operators.ToEquatableArray(), [], logits), tensors);
    }

    private void Add(LayerSpec layer)
    {
        string id = identifiers[layer.Name];
        Tensor Input(int index = 0) => tensors[layer.Inputs[index]];
        if (norms.IsGone(layer) || (layer.Op == "softmax" && !keepsSoftmax))
        {
            tensors[layer.Name] = Input();
            return;
        }

        if (layer.Op == "dropout" || (layer.Op is "flatten" or "reshape" && Input().Positions == 1 && LayerWeights.Positions(layer.OutputShape) == 1))
        {
            View(layer, id, Input());
            return;
        }

        Tensor output = Tensor(id, layer.OutputShape);
        tensors[layer.Name] = output;
        if (layer.Weights.Count > 0)
        {
            sections.Add(new Section(id, layer.Name, -1));
        }

        Section section = sections[sections.Count - 1];
        switch (layer.Op)
        {
            case "linear" or "conv1d" or "conv2d" or "conv3d" or "conv_transpose1d" or "conv_transpose2d" or "conv_transpose3d":
                operators.Add(new ProductOperator(id, layer.Name, section, Title(layer), Kernel(layer), Input(), output, LayerWeights.Product(layer, norms.Inside(layer), id), null, ProductFormula(layer))
                {
                    HasBias = layer.Options.HasBias || norms.Inside(layer) is not null,
                    FoldedNorm = norms.Inside(layer) is { } norm && norms.IsDifferentiated(norm) ? LayerWeights.Affine(norm, identifiers[norm.Name]) : null,
                });
                break;
            case "batch_norm" or "scale" or "normalize":
                operators.Add(new ProductOperator(
                    id, layer.Name, section, layer.Op.Replace('_', ' '), "ChannelAffine", Input(), output, LayerWeights.Affine(layer, id), null, AffineFormula(layer))
                {
                    HasBias = layer.Op != "scale" || layer.Options.HasBias,
                    Merged = Merged(layer, id, section, output),
                });
                break;
            case "layer_norm":
                operators.Add(new LayerNormOperator(id, layer.Name, section, Input(), null, layer.Options.Epsilon!, output, layer.Options.HasBias));
                break;
            case "upsample":
                string factors = string.Join("×", layer.Options.ScaleFactor);
                operators.Add(new ProductOperator(
                    id, layer.Name, section, $"upsample {layer.Options.Mode} {factors}", "Resampling", Input(), output, LayerWeights.Resampling(layer, id), null, $"{layer.Options.Mode} upsampling"));
                break;
            case "add":
                operators.Add(new SumOperator(id, layer.Name, section, Inputs(layer), output));
                break;
            case "mul":
                operators.Add(new MultiplyOperator(id, layer.Name, section, Input(0), Input(1), LayerWeights.Broadcast(layer, id), output));
                break;
            case "constant_pad1d" or "constant_pad2d" or "constant_pad3d":
                operators.Add(new PadOperator(id, layer.Name, section, LayerWeights.PaddingShape(layer), layer.Options.Value!, Input(), output));
                break;
            case "concat":
                operators.Add(new ConcatOperator(id, layer.Name, section, Inputs(layer), Places(layer), output));
                break;
            case "slice":
                AxisPart part = new(layer.InputShapes[0], layer.Options.Axis, layer.Options.Start, layer.Options.Step, layer.OutputShape[layer.Options.Axis]);
                operators.Add(new SliceOperator(id, layer.Name, section, part, Input(), output));
                break;
            case "flatten" or "reshape":
                Reshape(layer, id, section, Input(), output);
                break;
            case "softmax":
                operators.Add(new SoftmaxOperator(id, layer.Name, section, Input(), output));
                break;
            default:
                operators.Add(layer.Op.Contains("_pool")
                    ? new PoolOperator(id, layer.Name, section, Title(layer), LayerWeights.IsMaxPool(layer), Input(), output, LayerWeights.Pool(layer, id))
                    : new ActivationOperator(id, section, Function(layer), Input(), output, IsFused: false, layer.Name)
                    {
                        Parameters = Parameters(layer),
                        Slopes = layer.Op == "prelu" ? LayerWeights.Slopes(layer, id) : null,
                    });
                break;
        }
    }

    // The product before a norm that some methods, but not all, see as one with it.
    private ProductOperator? Merged(LayerSpec norm, string id, Section section, Tensor output)
        => norms.MergedBySome(norm) is { } product
            ? new ProductOperator(
                MemberNames.Beside(id, "Merged"), product.Name, section, Title(product), Kernel(product), tensors[product.Inputs[0]], output, LayerWeights.Product(product, norm, MemberNames.Beside(id, "Merged")), null)
            {
                HasBias = true,
            }
            : null;

    // Where nobody else reads it, the input's tensor stands for the layer as well.
    private void View(LayerSpec layer, string id, Tensor input)
    {
        if (readers[layer.Inputs[0]].Count() == 1)
        {
            tensors[layer.Name] = input;
            return;
        }

        Tensor output = Tensor(id, layer.OutputShape);
        tensors[layer.Name] = output;
        operators.Add(new ViewOperator(id, layer.Name, sections[sections.Count - 1], layer.Op, input, output));
    }

    // Values stay in the order channel, then position: a row a sample is on the way from one shape to another.
    private void Reshape(LayerSpec layer, string id, Section section, Tensor input, Tensor output)
    {
        if (output.Positions == 1)
        {
            operators.Add(new FlattenOperator(id, layer.Name, section, input, output));
        }
        else if (input.Positions == 1)
        {
            operators.Add(new ReshapeOperator(id, layer.Name, section, input, output));
        }
        else
        {
            Tensor row = new(MemberNames.Beside(id, "Row"), RowKind.Samples, input.Columns * input.Positions);
            operators.Add(new FlattenOperator(row.Name, layer.Name, section, input, row));
            operators.Add(new ReshapeOperator(id, layer.Name, section, row, output));
        }
    }

    private EquatableArray<Tensor> Inputs(LayerSpec layer) => layer.Inputs.Select(i => tensors[i]).ToEquatableArray();

    private static EquatableArray<AxisPart> Places(LayerSpec layer)
    {
        int axis = layer.Options.Axis;
        int first = 0;
        List<AxisPart> places = [];
        foreach (Dims part in layer.InputShapes)
        {
            places.Add(new AxisPart(layer.OutputShape, axis, first, 1, part[axis]));
            first += part[axis];
        }

        return places.ToEquatableArray();
    }

    private static string Title(LayerSpec layer) => layer.Op == "linear" ? "dense"
        : layer.Options.Kernel.Count > 0 ? $"{layer.Op} {string.Join("×", layer.Options.Kernel)}" : layer.Op;

    private static string Kernel(LayerSpec product) => product.Op == "linear" ? "Linear" : "Convolution";

    private string ProductFormula(LayerSpec layer)
        => norms.Inside(layer) is { } norm ? $"W · x + b with {norm.Name} folded in"
            : layer.Options.HasBias ? "W · x + b"
            : "W · x";

    private static string AffineFormula(LayerSpec layer) => layer.Op switch
    {
        "batch_norm" => layer.Options.HasBias ? "(x − mean) / √(var + ε) · w + b" : "(x − mean) / √(var + ε)",
        "scale" => layer.Options.HasBias ? "x · w + b" : "x · w",
        _ => "(x − mean) / deviation",
    };

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

    private static EquatableArray<string> Parameters(LayerSpec layer)
        => new[] { layer.Options.NegativeSlope, layer.Options.Alpha, layer.Options.Minimum, layer.Options.Maximum }.OfType<string>().ToEquatableArray();

    private static Tensor Tensor(string name, Dims shape) => new(name, RowKind.Samples, shape.Channels, LayerWeights.Positions(shape));
}
