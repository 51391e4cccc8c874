using System.Globalization;
using LrpGen.Generator.Names;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Expansion;

/// <summary>What a layer of a layer graph keeps at run time: weights from the checkpoint, windows of pools, constants.</summary>
internal static class LayerWeights
{
    /// <summary>A dense layer or a convolution; the batch norm behind it is part of it when one is given.</summary>
    public static WeightGroup Product(LayerSpec layer, LayerSpec? norm, string name)
    {
        string fold = norm is null
            ? "null"
            : $"source.BatchNorm({CSharpText.Literal(norm.Module)}, {Text(norm.OutputShape.Channels)}, {FloatText.Double(norm.Options.Epsilon!)}{Affine(norm)})";
        EquatableArray<WeightTensor> tensors = Tensors(norm is null ? layer.Weights : layer.Weights.Concat(norm.Weights));
        if (layer.Op == "linear")
        {
            (string outputs, string inputs, string bias) = (Text(layer.OutputShape.Channels), Text(layer.InputShapes[0].Channels), "bias: " + Flag(layer.Options.HasBias));
            string dense = layer.Options switch
            {
                { Outputs: var (first, of) } => $"source.Linear({CSharpText.Literal(layer.Module)}, {Text(of)}, {inputs}, {bias}, transposed: {Flag(layer.Options.IsTransposed)}).Outputs({Text(first)}, {outputs})",
                { IsTransposed: true } => $"source.Linear({CSharpText.Literal(layer.Module)}, {outputs}, {inputs}, {bias}, transposed: true)",
                _ => $"source.Dense({CSharpText.Literal(layer.Module)}, {outputs}, {inputs}, {bias}, {fold})",
            };
            return new WeightGroup(name, "PackedLinear", new Initialiser("source.Pack", [dense]), tensors);
        }

        bool transposed = layer.Op.StartsWith("conv_transpose", StringComparison.Ordinal);
        string shape = $"new ConvolutionShape({ConvolutionAxis(layer, 3)}, {ConvolutionAxis(layer, 2)}, {ConvolutionAxis(layer, 1)}, "
            + $"{Text(layer.InputShapes[0].Channels)}, {Text(layer.OutputShape.Channels)}, Groups: {Text(layer.Options.Groups)}, Transposed: {Flag(transposed)})";
        return new WeightGroup(
            name,
            "PackedConvolution",
            new Initialiser("source.Convolution", [CSharpText.Literal(layer.Module), shape, $"bias: {Flag(layer.Options.HasBias)}", fold]),
            tensors);
    }

    /// <summary>A factor and an offset for each channel: batch norm that stands alone, scale, standardisation.</summary>
    public static WeightGroup Affine(LayerSpec layer, string name)
    {
        string channels = Text(layer.OutputShape.Channels);
        string positions = "positions: " + Text(Positions(layer.OutputShape));
        Initialiser initialiser = layer.Op switch
        {
            "batch_norm" => new("source.BatchNorm", [CSharpText.Literal(layer.Module), channels, FloatText.Double(layer.Options.Epsilon!), positions, .. layer.Options.HasBias ? (string[])[] : ["affine: false"]]),
            "scale" => new("source.Scale", [CSharpText.Literal(layer.Module), channels, $"bias: {Flag(layer.Options.HasBias)}", positions]),
            _ => new("ChannelAffine.Standardise", [Numbers(layer.Options.Mean), Numbers(layer.Options.Std), channels, positions]),
        };
        return new WeightGroup(name, "ChannelAffine", initialiser, Tensors(layer.Weights));
    }

    /// <summary>Weight, bias and ε of a norm of each row.</summary>
    public static WeightGroup Norm(LayerSpec layer, string name) => Norm(layer.Module, layer.OutputShape.Channels, layer.Options.Epsilon!, layer.Weights, name);

    /// <summary>The same of a norm that is part of another layer.</summary>
    public static WeightGroup Norm(string module, int columns, string epsilon, EquatableArray<LayerWeight> weights, string name)
    {
        string[] sizes = [Text(columns), "epsilon: " + FloatText.Literal(epsilon)];
        return weights.Count > 0
            ? new WeightGroup(
                name,
                "NormWeights",
                new Initialiser("source.Norm", [CSharpText.Literal(module), .. sizes, .. weights.Count > 1 ? (string[])[] : ["bias: false"]]),
                Tensors(weights))
            : new WeightGroup(name, "NormWeights", new Initialiser("NormWeights.Plain", [.. sizes]), []);
    }

    /// <summary>Learned rows.</summary>
    public static WeightGroup Rows(LayerWeight table, string name) => new(
        name, "LearnedRows", new Initialiser("source.Rows", [CSharpText.Literal(table.Name), .. table.Shape.Sizes.Select(Text)]), Tensors([table]));

    /// <summary>The tables of embeddings.</summary>
    public static WeightGroup Embeddings(LayerSpec layer, string name)
    {
        EmbeddingOptions options = layer.Options.Embedding!;
        string Table(LayerWeight table) => $"source.Table({CSharpText.Literal(table.Name.Substring(0, table.Name.Length - ".weight".Length))}, {Text(table.Shape[0])}, {Text(table.Shape[1])})";
        string TableOf(string role) => layer.Weights.Where(w => w.Role == role).Select(Table).FirstOrDefault() ?? "null";
        string numbering = options.PositionsAfterPadding ? "PositionNumbering.AfterPadding" : "PositionNumbering.FromZero";
        return new WeightGroup(
            name,
            "Embedding",
            new Initialiser("new Embedding", [TableOf("words"), TableOf("positions"), TableOf("types"), numbering, $"PaddingId: {Text(options.PaddingId)}"]),
            Tensors(layer.Weights));
    }

    /// <summary>The windows of a pool.</summary>
    public static WeightGroup Pool(LayerSpec layer, string name)
    {
        string shape = $"new PoolShape({PoolAxis(layer, 3)}, {PoolAxis(layer, 2)}, {PoolAxis(layer, 1)})";
        string type = IsMaxPool(layer) ? "MaxPool" : "AveragePool";
        return new WeightGroup(name, type, new Initialiser("new " + type, [shape]), []);
    }

    /// <summary>Whether the largest number of a window wins.</summary>
    public static bool IsMaxPool(LayerSpec layer) => LayerOps.Get(layer.Op).Group == OpGroup.MaxPool;

    /// <summary>The slopes of a PReLU.</summary>
    public static WeightGroup Slopes(LayerSpec layer, string name)
        => new(name, "ChannelSlopes", new Initialiser("source.Slopes", [CSharpText.Literal(layer.Module), Text(layer.Weights[0].Shape.Channels), Text(layer.OutputShape.Channels)]), Tensors(layer.Weights));

    /// <summary>Which number of a gate belongs to which of its signal.</summary>
    public static WeightGroup Broadcast(LayerSpec layer, string name)
    {
        string Axes(Dims shape) => $"[{string.Join(", ", shape.Sizes.Skip(1).Select(Text))}]";
        (Dims signal, Dims gate) = (layer.InputShapes[0], layer.InputShapes[1]);
        return new WeightGroup(
            name,
            "Broadcast",
            new Initialiser("new Broadcast", [Text(signal.Channels), Axes(signal), Text(gate.Channels), Axes(gate)]),
            []);
    }

    /// <summary>The rows that a padding adds, as C#.</summary>
    public static string PaddingShape(LayerSpec layer)
    {
        string Axis(int fromEnd)
        {
            Dims spatial = layer.InputShapes[0].Spatial;
            int i = spatial.Rank - fromEnd;
            return i < 0 ? "PaddingAxis.None" : $"new PaddingAxis({Text(spatial[i])}, {Text(layer.Options.Padding[i])}, {Text(layer.Options.PaddingBehind[i])})";
        }

        return $"new PaddingShape({Axis(3)}, {Axis(2)}, {Axis(1)})";
    }

    /// <summary>The shares of an upsampling.</summary>
    public static WeightGroup Resampling(LayerSpec layer, string name)
    {
        string Axis(int fromEnd)
        {
            Dims from = layer.InputShapes[0].Spatial;
            int i = from.Rank - fromEnd;
            return i < 0 ? "ResamplingAxis.Unchanged(1)"
                : layer.Options.Mode == "bilinear" ? $"ResamplingAxis.Linear({Text(from[i])}, {Text(layer.OutputShape.Spatial[i])}, alignCorners: {Flag(layer.Options.AlignCorners)})"
                : $"ResamplingAxis.Nearest({Text(from[i])}, {Text(layer.OutputShape.Spatial[i])})";
        }

        return new WeightGroup(name, "ResamplingShape", new Initialiser("new ResamplingShape", [Axis(3), Axis(2), Axis(1)]), []);
    }

    /// <summary>Rows of one sample.</summary>
    public static int Positions(Dims shape) => shape.Sizes.Skip(1).Aggregate(1, (a, b) => a * b);

    // An axis is counted from the innermost: 1 is the width, 2 the height, 3 the depth.
    private static string ConvolutionAxis(LayerSpec layer, int fromEnd)
    {
        int i = layer.Options.Kernel.Count - fromEnd;
        return i < 0
            ? "ConvolutionAxis.None"
            : $"new ConvolutionAxis({Text(layer.InputShapes[0].Spatial[i])}, {Text(layer.Options.Kernel[i])}, "
                + $"{Text(At(layer.Options.Stride, i, 1))}, {Text(At(layer.Options.Padding, i, 0))}, {Text(At(layer.Options.Dilation, i, 1))}, {Behind(layer, i, "PaddingAfter")}OutputPadding: {Text(At(layer.Options.OutputPadding, i, 0))})";
    }

    private static string PoolAxis(LayerSpec layer, int fromEnd)
    {
        Dims spatial = layer.InputShapes[0].Spatial;
        int i = spatial.Rank - fromEnd;
        return i < 0 ? "PoolAxis.None"
            : layer.Options.OutputSize.Count > 0 ? $"PoolAxis.Adaptive({Text(spatial[i])}, {Text(layer.Options.OutputSize[i])})"
            : $"PoolAxis.Windows({Text(spatial[i])}, {Text(At(layer.Options.Kernel, i, 1))}, {Text(At(layer.Options.Stride, i, 1))}, {Text(At(layer.Options.Padding, i, 0))}, {Behind(layer, i, "paddingBehind")}ceiling: {Flag(layer.Options.CeilMode)}, countPadding: {Flag(layer.Options.CountIncludePad)})";
    }

    // Only where it differs from the padding before the axis.
    private static string Behind(LayerSpec layer, int i, string parameter)
        => layer.Options.PaddingBehind[i] == layer.Options.Padding[i] ? "" : $"{parameter}: {Text(layer.Options.PaddingBehind[i])}, ";

    private static string Affine(LayerSpec norm) => norm.Options.HasBias ? "" : ", affine: false";

    private static int At(EquatableArray<int> values, int i, int missing) => values.Count > i ? values[i] : missing;

    private static EquatableArray<WeightTensor> Tensors(IEnumerable<LayerWeight> weights)
        => weights.Select(w => new WeightTensor(w.Name, w.Shape.Sizes)).ToEquatableArray();

    private static string Numbers(EquatableArray<string> tokens) => $"[{string.Join(", ", tokens.Select(FloatText.Double))}]";

    private static string Flag(bool value) => value ? "true" : "false";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
