using System.Globalization;
using LrpGen.Benchmarks.Cases;
using LrpGen.Benchmarks.Checkpoints;
using LrpGen.Benchmarks.Onnx;
using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Networks;

/// <summary>A single convolution with random weights and input.</summary>
internal sealed class RandomConvolution : IDisposable
{
    private readonly Sizes sizes;
    private readonly PackedConvolution weights;
    private readonly AlignedBuffer x;
    private readonly AlignedBuffer y;
    private readonly AlignedBuffer g;
    private readonly AlignedBuffer gIn;

    /// <summary>Packs the weights, which lie in a checkpoint under the sizes' name.</summary>
    public RandomConvolution(Sizes sizes, Checkpoint checkpoint)
    {
        this.sizes = sizes;
        ConvolutionAxis axis = new(sizes.Positions, sizes.Kernel, sizes.Stride, sizes.Padding);
        ConvolutionShape shape = new(ConvolutionAxis.None, axis, axis, sizes.Inputs, sizes.Outputs);
        weights = PackedConvolution.Pack(shape, new WeightLoader(checkpoint).Require(sizes.Weight.Name, sizes.Weight.Shape.AsSpan()), bias: null);
        x = RandomProduct.Values(shape.InputPositions, Matrix.SpreadStride(sizes.Inputs));
        gIn = RandomProduct.Values(shape.InputPositions, Matrix.SpreadStride(sizes.Inputs));
        y = RandomProduct.Values(shape.OutputPositions, Matrix.SpreadStride(sizes.Outputs));
        g = RandomProduct.Values(shape.OutputPositions, Matrix.SpreadStride(sizes.Outputs));
    }

    /// <summary>y = W∗x.</summary>
    public void Forward(Workers workers) =>
        Convolution.Forward(View(x, weights.InputPositions, sizes.Inputs), weights, View(y, weights.OutputPositions, sizes.Outputs), workers);

    /// <summary>gIn = Wᵀ∗g.</summary>
    public void Adjoint(Workers workers) =>
        Convolution.Adjoint(View(g, weights.OutputPositions, sizes.Outputs), weights, View(gIn, weights.InputPositions, sizes.Inputs), accumulate: false, workers);

    /// <summary>The same convolution on ONNX Runtime, with memory of its own.</summary>
    public OnnxSession.Binding Bind(OnnxSession session)
    {
        float[] input = new float[sizes.Inputs * weights.InputPositions], output = new float[sizes.Outputs * weights.OutputPositions];
        Random random = new(1);
        foreach (ref float value in input.AsSpan())
        {
            value = random.NextSingle() - 0.5f;
        }

        int positions = sizes.OutputPositions;
        return session.Bind(input, [1, sizes.Inputs, sizes.Positions, sizes.Positions], output, [1, sizes.Outputs, positions, positions]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in new IDisposable[] { weights, x, y, g, gIn })
        {
            part.Dispose();
        }
    }

    private static Matrix View(AlignedBuffer buffer, int rows, int columns) => new(buffer.Span, rows, columns, Matrix.SpreadStride(columns));

    /// <summary>Sizes of a convolution over a square picture, padded so that a stride of 1 keeps the picture's size.</summary>
    /// <param name="Inputs">Channels of the input.</param>
    /// <param name="Outputs">Channels of the output.</param>
    /// <param name="Positions">Height and width of the input.</param>
    /// <param name="Kernel">Height and width of the kernel.</param>
    /// <param name="Stride">Distance between two windows.</param>
    internal sealed record Sizes(int Inputs, int Outputs, int Positions, int Kernel, int Stride = 1)
    {
        /// <summary>Zeros at each side.</summary>
        public int Padding => Kernel / 2;

        /// <summary>Height and width of the output.</summary>
        public int OutputPositions => ((Positions + (2 * Padding) - Kernel) / Stride) + 1;

        /// <summary>Its weight in a checkpoint.</summary>
        public WeightDescription Weight => new(ToString(), Outputs, Inputs, Kernel, Kernel);

        /// <summary>Floating-point operations, the padding's included.</summary>
        public double Operations => 2.0 * Inputs * Outputs * Kernel * Kernel * OutputPositions * OutputPositions;

        /// <summary>Writes an ONNX file with this convolution alone and returns its path.</summary>
        public string WriteOnnx(string folder, SafetensorsPlaces places)
        {
            OnnxGraph graph = new(places);
            string size = Positions.ToString(CultureInfo.InvariantCulture);
            string input = graph.FloatInput("x", "batch", Inputs.ToString(CultureInfo.InvariantCulture), size, size);
            graph.Output("y", "batch", "channels", "height", "width");
            graph.Node(
                "Conv",
                "y",
                [input, graph.Weight(Weight.Name)],
                OnnxAttribute.Of("kernel_shape", Kernel, Kernel),
                OnnxAttribute.Of("strides", Stride, Stride),
                OnnxAttribute.Of("pads", Padding, Padding, Padding, Padding));
            string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Inputs}-{Outputs}-{Positions}-{Kernel}-{Stride}.onnx"));
            graph.Write(path);
            return path;
        }

        /// <inheritdoc/>
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Inputs} → {Outputs}, {Positions}², {Kernel}×{Kernel}{(Stride == 1 ? string.Empty : " / " + Stride)}");
    }
}
