using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>A convolution with random parameters and matrices, and its definition in double precision.</summary>
internal sealed class ConvolutionCase : IDisposable
{
    private const double Unit = 1.0 / (1 << 24);

    private readonly float[] _w;
    private readonly float[] _b;
    private readonly List<(int Input, int Output, int Weight)> _links = [];

    public ConvolutionCase(ConvolutionShape shape, int samples = 2, AffineFold? fold = null)
    {
        var random = new Random(7);
        (Shape, Samples) = (shape, samples);
        (int outer, int inner) = shape.Transposed ? (shape.InputChannels, shape.OutputChannels) : (shape.OutputChannels, shape.InputChannels);
        ArraySource w = ArraySource.Random(random, "weight", [outer, inner / shape.Groups, .. shape.Kernel]);
        ArraySource b = ArraySource.Random(random, "bias", shape.OutputChannels);
        (_w, _b) = (w.Values, b.Values);
        Packed = PackedConvolution.Pack(shape, w, b, fold);
        X = TestMatrix.Random(random, samples * shape.InputPositions, shape.InputChannels, 16, 32);
        G = TestMatrix.Random(random, samples * shape.OutputPositions, shape.OutputChannels, 16, 16);
        Link();
    }

    public ConvolutionShape Shape { get; }

    public int Samples { get; }

    public PackedConvolution Packed { get; }

    public TestMatrix X { get; }

    public TestMatrix G { get; }

    public float[] Weights => _w;

    public float[] Biases => _b;

    public TestMatrix DirtyOutput => TestMatrix.Dirty(G.Rows, G.Columns, 16, 16);

    public TestMatrix DirtyInput => TestMatrix.Dirty(X.Rows, X.Columns, 16, 48);

    public void Dispose() => Packed.Dispose();

    /// <summary>y and the sum of the magnitudes of its terms.</summary>
    public (double[,] Value, double[,] Tolerance) Forward(Func<double, double> weight, Func<double, double> input, bool withBias) =>
        Sum(X, input, weight, withBias, Shape.InputPositions, Shape.OutputPositions, Shape.OutputChannels, forward: true);

    public (double[,] Value, double[,] Tolerance) Adjoint(Func<double, double> weight) =>
        Sum(G, g => g, weight, withBias: false, Shape.OutputPositions, Shape.InputPositions, Shape.InputChannels, forward: false);

    public static Func<double, double> Of(WeightMap map) => map switch
    {
        WeightMap.Identity => w => w,
        WeightMap.Magnitude => Math.Abs,
        WeightMap.Positive => w => Math.Max(w, 0),
        WeightMap.Negative => w => Math.Min(w, 0),
        WeightMap.Square => w => w * w,
        _ => _ => 1,
    };

    public static Func<double, double> Of(InputMap map) => map switch
    {
        InputMap.Identity => x => x,
        InputMap.Magnitude => Math.Abs,
        InputMap.Positive => x => Math.Max(x, 0),
        InputMap.Negative => x => Math.Min(x, 0),
        InputMap.Sign => x => x < 0 ? -1 : 1,
        _ => _ => 1,
    };

    private (double[,] Value, double[,] Tolerance) Sum(
        TestMatrix source, Func<double, double> input, Func<double, double> weight, bool withBias, int from, int to, int channels, bool forward)
    {
        var value = new double[Samples * to, channels];
        var magnitude = new double[Samples * to, channels];
        var terms = new int[Samples * to, channels];
        for (int s = 0; s < Samples; s++)
        {
            foreach ((int inputAt, int outputAt, int w) in _links)
            {
                (int first, int firstChannel) = (inputAt / Shape.InputChannels, inputAt % Shape.InputChannels);
                (int second, int secondChannel) = (outputAt / Shape.OutputChannels, outputAt % Shape.OutputChannels);
                (int a, int ac, int b, int bc) = forward ? (first, firstChannel, second, secondChannel) : (second, secondChannel, first, firstChannel);
                double term = input(source[(s * from) + a, ac]) * weight(_w[w]);
                value[(s * to) + b, bc] += term;
                magnitude[(s * to) + b, bc] += Math.Abs(term);
                terms[(s * to) + b, bc]++;
            }
        }

        for (int r = 0; r < Samples * to; r++)
        {
            for (int c = 0; c < channels; c++)
            {
                double bias = withBias ? weight(_b[c]) : 0;
                value[r, c] += bias;
                magnitude[r, c] = Unit * (4 + (2 * Math.Sqrt(terms[r, c]))) * (magnitude[r, c] + Math.Abs(bias));
            }
        }

        return (value, magnitude);
    }

    /// <summary>Lists which input meets which output through which weight, straight from the definition.</summary>
    private void Link()
    {
        ConvolutionShape s = Shape;
        int inputsPerGroup = s.InputChannels / s.Groups, outputsPerGroup = s.OutputChannels / s.Groups;
        int[] many = s.Transposed ? [s.OutputDepth, s.OutputHeight, s.OutputWidth] : [s.Depth.Input, s.Height.Input, s.Width.Input];
        int[] few = s.Transposed ? [s.Depth.Input, s.Height.Input, s.Width.Input] : [s.OutputDepth, s.OutputHeight, s.OutputWidth];
        int fewCount = few[0] * few[1] * few[2];
        for (int position = 0; position < fewCount; position++)
        {
            int[] o = [position / few[2] / few[1], position / few[2] % few[1], position % few[2]];
            for (int tap = 0; tap < s.Taps; tap++)
            {
                int[] k = [tap / s.Width.Kernel / s.Height.Kernel, tap / s.Width.Kernel % s.Height.Kernel, tap % s.Width.Kernel];
                int[] i = [At(s.Depth, o[0], k[0]), At(s.Height, o[1], k[1]), At(s.Width, o[2], k[2])];
                if (Enumerable.Range(0, 3).Any(axis => i[axis] < 0 || i[axis] >= many[axis]))
                {
                    continue;
                }

                int other = (((i[0] * many[1]) + i[1]) * many[2]) + i[2];
                (int inputPosition, int outputPosition) = s.Transposed ? (position, other) : (other, position);
                for (int input = 0; input < s.InputChannels; input++)
                {
                    int group = input / inputsPerGroup;
                    for (int output = group * outputsPerGroup; output < (group + 1) * outputsPerGroup; output++)
                    {
                        int weight = s.Transposed
                            ? (((input * outputsPerGroup) + output - (group * outputsPerGroup)) * s.Taps) + tap
                            : (((output * inputsPerGroup) + input - (group * inputsPerGroup)) * s.Taps) + tap;
                        _links.Add(((inputPosition * s.InputChannels) + input, (outputPosition * s.OutputChannels) + output, weight));
                    }
                }
            }
        }
    }

    private static int At(ConvolutionAxis axis, int window, int tap) => (window * axis.Stride) + (tap * axis.Dilation) - axis.Padding;
}
