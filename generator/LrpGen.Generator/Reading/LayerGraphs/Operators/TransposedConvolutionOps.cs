using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>The adjoint of a convolution: each number of the input is spread over a window of the output.</summary>
internal static class TransposedConvolutionOps
{
    public static LayerOp[] All { get; } = [Of(1), Of(2), Of(3)];

    private static LayerOp Of(int axes) => new(
        $"conv_transpose{axes}d",
        OpGroup.Convolution,
        $"A transposed convolution over {axes} {(axes == 1 ? "axis" : "axes")}.",
        "`weight` [in, out/groups, kernel...]; `bias` [out] if `bias`",
        ConvolutionOps.Fields(new LayerField("output_padding", FieldType.PerAxis, "Added at the end of each axis of the output.", Default: "0")),
        Infer,
        axes);

    private static LayerShape? Infer(LayerContext layer)
    {
        int[]? added = layer.PerAxis("output_padding", 0, min: 0);
        if (ConvolutionOps.Read(layer) is not (int outputs, LayerOptions options) || added is null)
            return null;
        options = options with { OutputPadding = EquatableArray.Create<int>(added) };
        int[] sizes = new int[layer.Axes + 1];
        sizes[0] = outputs;
        for (int axis = 0; axis < layer.Axes; axis++)
        {
            int stride = options.Stride[axis];
            int dilation = options.Dilation[axis];
            if (added[axis] >= Math.Max(stride, dilation))
            {
                layer.Fields.Mismatch("output_padding", ConfigReader.Text(added[axis]), $"less than the stride or the dilation, here {ConfigReader.Text(Math.Max(stride, dilation))}");
                return null;
            }

            long size = ((layer.Input[axis + 1] - 1L) * stride) - options.Padding[axis] - options.PaddingBehind[axis] + ((long)dilation * (options.Kernel[axis] - 1)) + added[axis] + 1;
            if (size < 1 || size > ObjectReader.MaxSize)
            {
                layer.Fields.ReportAt(DiagnosticCatalog.EmptyOutput, "padding", $"an axis of {size} behind the layer", $"1 to {ConfigReader.Text(ObjectReader.MaxSize)}");
                return null;
            }

            sizes[axis + 1] = (int)size;
        }

        LayerWeight[] weights = ConvolutionOps.Weights(layer, options, layer.Input.Channels, outputs / options.Groups, outputs);
        return new LayerShape(Dims.Of(sizes), options, weights);
    }
}
