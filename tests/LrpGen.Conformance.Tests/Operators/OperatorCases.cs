namespace LrpGen.Conformance.Tests.Operators;

/// <summary>
/// Every operator, with sizes that fill no vector, padding, strides, dilations and groups, and different ones along each axis.
/// </summary>
internal static class OperatorCases
{
    private const string Relu = "{\"name\": \"relu\", \"op\": \"relu\", \"inputs\": [\"input\"]}";

    // From -16 to 16: beyond every limit, and on some of them.
    private const string Large = "{\"name\": \"large\", \"op\": \"normalize\", \"mean\": 0, \"std\": 0.125, \"inputs\": [\"input\"]}";

    private const string Largest = "{\"name\": \"largest\", \"op\": \"global_max_pool\", \"inputs\": [\"input\"]}";

    private const float Uneven = 1 / 64f;

    public static OperatorCase[] All { get; } =
    [
        new("linear", "7 to 5", [7], "\"out\": 5"),
        new("linear", "the same shape", [7], "\"out\": 7") { KeepsShape = true },
        new("linear", "without a bias", [19], "\"out\": 18, \"bias\": false"),
        new("linear", "7 to 5", [7], "\"out\": 5") { HasNorm = true },

        new("conv1d", "two groups", [4, 11], "\"out\": 6, \"kernel\": 3, \"stride\": 2, \"padding\": 2, \"dilation\": 2, \"groups\": 2"),
        new("conv1d", "the same shape", [3, 7], "\"out\": 3, \"kernel\": 3, \"padding\": 1") { KeepsShape = true },
        new("conv1d", "a step over some inputs", [2, 9], "\"out\": 5, \"kernel\": 1, \"stride\": 3, \"bias\": false"),
        new("conv2d", "two groups", [4, 7, 6], "\"out\": 6, \"kernel\": [3, 2], \"stride\": [2, 1], \"padding\": [2, 1], \"dilation\": [1, 2], \"groups\": 2"),
        new("conv2d", "one group", [3, 5, 6], "\"out\": 5, \"kernel\": [2, 3], \"stride\": [1, 2], \"padding\": [0, 2]"),
        new("conv2d", "a group a channel", [5, 5, 4], "\"out\": 5, \"kernel\": 3, \"padding\": 1, \"groups\": 5") { KeepsShape = true },
        new("conv2d", "two groups", [4, 7, 6], "\"out\": 6, \"kernel\": [3, 2], \"stride\": [2, 1], \"padding\": [2, 1], \"dilation\": [1, 2], \"groups\": 2") { HasNorm = true },
        new("conv1d", "causal", [3, 7], "\"out\": 3, \"kernel\": 3, \"dilation\": 2, \"padding\": [[4, 0]]") { KeepsShape = true },
        new("conv2d", "padding of its own on each side", [4, 7, 6], "\"out\": 6, \"kernel\": [3, 4], \"stride\": [2, 1], \"padding\": [[0, 1], [3, 1]], \"groups\": 2"),
        new("conv2d", "padding of its own on each side, a group a channel", [5, 5, 4], "\"out\": 5, \"kernel\": 3, \"stride\": 2, \"padding\": [[0, 1], [2, 0]], \"groups\": 5"),
        new("conv3d", "two groups", [2, 4, 5, 3], "\"out\": 4, \"kernel\": [2, 3, 1], \"stride\": [1, 2, 1], \"padding\": [1, 0, 0], \"dilation\": [2, 1, 1], \"groups\": 2"),
        new("conv3d", "the same shape", [2, 3, 2, 4], "\"out\": 2, \"kernel\": [1, 1, 3], \"padding\": [0, 0, 1]") { KeepsShape = true },
        new("conv_transpose1d", "two groups", [4, 5], "\"out\": 6, \"kernel\": 3, \"stride\": 2, \"padding\": 1, \"output_padding\": 1, \"dilation\": 2, \"groups\": 2"),
        new("conv_transpose1d", "cut off at the end alone", [4, 5], "\"out\": 6, \"kernel\": 4, \"stride\": 2, \"padding\": [[0, 2]]"),
        new("conv_transpose1d", "the same shape", [3, 6], "\"out\": 3, \"kernel\": 3, \"padding\": 1") { KeepsShape = true },
        new("conv_transpose2d", "two groups", [4, 3, 4], "\"out\": 6, \"kernel\": [3, 2], \"stride\": [2, 1], \"padding\": [1, 0], \"output_padding\": [1, 0], \"dilation\": [1, 2], \"groups\": 2"),
        new("conv_transpose2d", "the same shape, without a bias", [2, 4, 3], "\"out\": 2, \"kernel\": [1, 3], \"padding\": [0, 1], \"bias\": false") { KeepsShape = true },
        new("conv_transpose2d", "gaps between the windows", [3, 2, 3], "\"out\": 2, \"kernel\": 2, \"stride\": 3") { HasNorm = true },
        new("conv_transpose3d", "two groups", [2, 2, 3, 2], "\"out\": 4, \"kernel\": [2, 3, 1], \"stride\": [1, 2, 1], \"padding\": [1, 0, 0], \"dilation\": [2, 1, 1], \"groups\": 2"),
        new("conv_transpose3d", "the same shape", [2, 2, 2, 3], "\"out\": 2, \"kernel\": [1, 1, 3], \"padding\": [0, 0, 1]") { KeepsShape = true },

        new("batch_norm", "of features", [7], "\"eps\": 0"),
        new("batch_norm", "of channels", [5, 3, 2], "\"eps\": 0"),
        new("batch_norm", "without weights", [5, 3, 2], "\"eps\": 0, \"affine\": false"),
        new("scale", "with a bias", [3, 4, 2], "\"bias\": true"),
        new("scale", "without a bias", [7], ""),
        new("normalize", "a mean a channel", [3, 4, 2], "\"mean\": [0.25, -0.5, 0.75], \"std\": [0.5, 2, 4]"),
        new("normalize", "one for all", [7], "\"mean\": 0.25, \"std\": 0.5"),
        new("layer_norm", "with weights", [4, 3, 2], ""),
        new("layer_norm", "without weights", [7], "\"eps\": 0.1, \"affine\": false"),

        new("relu", "on channels", [5, 3, 2], ""),
        new("relu6", "on channels", [5, 3, 2], "") { Before = [Large], Inputs = ["large"] },
        new("clip", "from both sides", [5, 3, 2], "\"min\": -0.75, \"max\": 1.25"),
        new("clip", "from below", [5, 3, 2], "\"min\": 0.5"),
        new("clip", "from above", [5, 3, 2], "\"max\": -0.25"),
        new("leaky_relu", "on channels", [5, 3, 2], "\"negative_slope\": 0.25"),
        new("elu", "on channels", [5, 3, 2], "\"alpha\": 1.5"),
        new("gelu", "exact", [5, 3, 2], ""),
        new("gelu", "by tanh", [5, 3, 2], "\"approximate\": \"tanh\""),
        new("silu", "on channels", [5, 3, 2], ""),
        new("tanh", "on channels", [5, 3, 2], ""),
        new("sigmoid", "on channels", [5, 3, 2], ""),
        new("softplus", "on channels", [5, 3, 2], ""),
        new("hard_sigmoid", "on channels", [5, 3, 2], "") { Before = [Large], Inputs = ["large"] },
        new("prelu", "a slope a channel", [5, 3, 2], "\"num_parameters\": 5"),
        new("prelu", "one slope", [7], ""),
        new("hard_swish", "on channels", [5, 3, 2], ""),

        new("max_pool1d", "overlapping", [5, 9], "\"kernel\": 3, \"stride\": 2, \"padding\": 1"),
        new("max_pool2d", "overlapping, rounded up", [5, 6, 7], "\"kernel\": [3, 2], \"stride\": [2, 3], \"padding\": [1, 0], \"ceil_mode\": true"),
        new("max_pool2d", "side by side", [3, 4, 5], "\"kernel\": 2"),
        new("max_pool3d", "overlapping", [3, 4, 3, 5], "\"kernel\": [2, 3, 2], \"stride\": [1, 2, 2], \"padding\": [1, 1, 0]"),
        new("max_pool1d", "a window longer than the axis", [5, 2], "\"kernel\": 3, \"stride\": 2, \"ceil_mode\": true"),
        new("max_pool2d", "padding of its own on each side", [5, 6, 7], "\"kernel\": 3, \"stride\": 2, \"padding\": [[0, 1], [2, 0]]"),
        new("adaptive_max_pool1d", "overlapping", [5, 7], "\"output_size\": 3"),
        new("adaptive_max_pool2d", "fewer and more", [5, 7, 3], "\"output_size\": [3, 4]"),
        new("adaptive_max_pool3d", "fewer and more", [3, 4, 3, 5], "\"output_size\": [3, 4, 2]"),
        new("global_max_pool", "of a picture", [5, 3, 4], ""),
        new("avg_pool1d", "a window longer than the axis", [5, 2], "\"kernel\": 3, \"stride\": 2, \"ceil_mode\": true"),
        new("avg_pool2d", "padding of its own on each side", [5, 6, 7], "\"kernel\": [4, 3], \"stride\": 2, \"padding\": [[0, 1], [2, 0]], \"ceil_mode\": true") { Offset = Uneven },
        new("avg_pool1d", "padding counts", [5, 9], "\"kernel\": 3, \"stride\": 2, \"padding\": 1") { Offset = Uneven },
        new("avg_pool2d", "of a power of two", [5, 6, 7], "\"kernel\": [4, 2], \"stride\": [1, 3], \"padding\": [1, 0]"),
        new("avg_pool2d", "padding counts, rounded up", [5, 6, 7], "\"kernel\": [3, 2], \"stride\": [2, 3], \"padding\": [1, 0], \"ceil_mode\": true") { Offset = Uneven },
        new("avg_pool2d", "padding does not count", [5, 6, 7], "\"kernel\": [3, 2], \"stride\": 2, \"padding\": 1, \"ceil_mode\": true, \"count_include_pad\": false") { Offset = Uneven },
        new("avg_pool3d", "padding counts", [3, 4, 3, 5], "\"kernel\": [2, 3, 2], \"stride\": [1, 2, 2], \"padding\": [1, 1, 0]") { Offset = Uneven },
        new("adaptive_avg_pool1d", "overlapping", [5, 7], "\"output_size\": 3") { Offset = Uneven },
        new("adaptive_avg_pool1d", "of a power of two", [5, 5], "\"output_size\": 4"),
        new("adaptive_avg_pool2d", "fewer and more", [5, 7, 3], "\"output_size\": [3, 4]") { Offset = Uneven },
        new("adaptive_avg_pool3d", "fewer and more", [3, 4, 3, 5], "\"output_size\": [3, 4, 2]") { Offset = Uneven },
        new("global_avg_pool", "of a picture", [5, 3, 4], "") { Offset = Uneven },
        new("global_avg_pool", "of a signal", [5, 4], ""),

        new("add", "of two", [5, 3, 2], "") { Before = [Relu], Inputs = ["relu", "input"] },
        new("add", "of three", [7], "") { Before = [Relu], Inputs = ["relu", "input", "relu"] },
        new("mul", "a gate for each channel", [5, 3, 2], "") { Before = [Largest], Inputs = ["input", "largest"] },
        new("mul", "a gate for each place", [5, 3, 2], "") { Before = ["{\"name\": \"first\", \"op\": \"slice\", \"end\": 1, \"inputs\": [\"input\"]}"], Inputs = ["input", "first"] },
        new("mul", "a gate for each column", [5, 3, 2], "") { Before = ["{\"name\": \"row\", \"op\": \"slice\", \"axis\": 2, \"end\": 1, \"inputs\": [\"input\"]}"], Inputs = ["input", "row"] },
        new("mul", "of one shape", [19], "") { Before = [Relu], Inputs = ["relu", "input"] },
        new("mul", "one gate for all", [2, 3, 3, 2], "") { Before = ["{\"name\": \"one\", \"op\": \"slice\", \"end\": 1, \"inputs\": [\"input\"]}", "{\"name\": \"largest\", \"op\": \"global_max_pool\"}"], Inputs = ["input", "largest"] },
        new("mul", "by itself", [7], "") { Inputs = ["input", "input"] },
        new("upsample", "repeated", [3, 2, 3], "\"scale\": [2, 3]"),
        new("upsample", "a signal", [3, 4], "\"scale\": 3"),
        new("upsample", "bilinear, by powers of two", [3, 2, 3], "\"mode\": \"bilinear\", \"scale\": [2, 4]"),
        new("upsample", "bilinear", [3, 2, 3], "\"mode\": \"bilinear\", \"scale\": [2, 3]") { Offset = Uneven },
        new("upsample", "bilinear, corners on corners", [3, 2, 3], "\"mode\": \"bilinear\", \"scale\": [3, 2], \"align_corners\": true") { Offset = Uneven },

        new("concat", "of channels", [5, 3, 2], "") { Before = [Relu], Inputs = ["relu", "input"] },
        new("concat", "of rows, three", [5, 3, 2], "\"axis\": 2") { Before = [Relu], Inputs = ["relu", "input", "relu"] },
        new("concat", "of columns", [5, 3, 2], "\"axis\": 3") { Before = [Relu], Inputs = ["input", "relu"] },
        new("concat", "of features", [7], "") { Before = [Relu], Inputs = ["relu", "input"] },
        new("flatten", "a picture", [5, 3, 2], ""),
        new("flatten", "a signal", [5, 3], ""),
        new("reshape", "other channels", [5, 3, 2], "\"shape\": [2, 5, 3]"),
        new("reshape", "to a picture", [30], "\"shape\": [2, -1, 3]"),
        new("slice", "channels", [5, 3, 2], "\"start\": 1, \"end\": -1, \"step\": 2"),
        new("slice", "rows", [5, 6, 2], "\"axis\": 2, \"start\": -5, \"step\": 3"),
        new("constant_pad1d", "before the signal", [5, 3], "\"pad\": [2, 0]"),
        new("constant_pad2d", "another on each side", [5, 3, 2], "\"pad\": [1, 0, 2, 3], \"value\": 0.5"),
        new("constant_pad3d", "another on each side", [3, 2, 3, 2], "\"pad\": [1, 0, 0, 2, 1, 1], \"value\": -0.25"),
        new("dropout", "on channels", [5, 3, 2], "\"p\": 0.5"),

        new("softmax", "of three labels", [7], "") { Before = ["{\"name\": \"head\", \"op\": \"linear\", \"out\": 3}"], Inputs = ["head"] },
    ];
}
