namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>Dense layers and convolutions, from their definitions.</summary>
internal static class Products
{
    /// <summary>y_o = Σ_i w_oi x_i + b_o.</summary>
    public static Volume Linear(Layer layer, Volume x)
    {
        double[] w = layer.Weight("weight")!;
        int inputs = x.Data.Length;
        Volume y = new(w.Length / inputs);
        for (int o = 0; o < y.Data.Length; o++)
        {
            Dual sum = 0;
            for (int i = 0; i < inputs; i++)
            {
                sum += w[(o * inputs) + i] * x.Data[i];
            }

            y.Data[o] = sum + Bias(layer, o);
        }

        return y;
    }

    /// <summary>y[o, p] = Σ_c Σ_t w[o, c, t] x[c, p·stride − padding + t·dilation] + b_o, over the inputs that exist.</summary>
    public static Volume Convolution(Layer layer, Volume x)
    {
        Window window = new(layer, x);
        int outputs = layer.Integer("out");
        int[] size = [.. Enumerable.Range(0, 3).Select(a => ((x.Axes[a] + window.Padding[a].Before + window.Padding[a].Behind - (window.Dilation[a] * (window.Kernel[a] - 1)) - 1) / window.Stride[a]) + 1)];
        Volume y = Volume.Like(x, outputs, size);
        double[] w = layer.Weight("weight")!;
        int channels = x.Channels / window.Groups;
        for (int o = 0; o < outputs; o++)
        {
            int first = o / (outputs / window.Groups) * channels;
            for (int d = 0; d < size[0]; d++)
            {
                for (int h = 0; h < size[1]; h++)
                {
                    for (int v = 0; v < size[2]; v++)
                    {
                        Dual sum = 0;
                        foreach ((int tap, int td, int th, int tv) in window.Taps)
                        {
                            (int pd, int ph, int pv) = (window.Place(0, d, td), window.Place(1, h, th), window.Place(2, v, tv));
                            if (!Exists(x, pd, ph, pv))
                            {
                                continue;
                            }

                            for (int c = 0; c < channels; c++)
                            {
                                sum += w[(((o * channels) + c) * window.Taps.Length) + tap] * x[first + c, pd, ph, pv];
                            }
                        }

                        y[o, d, h, v] = sum + Bias(layer, o);
                    }
                }
            }
        }

        return y;
    }

    /// <summary>The adjoint: y[o, p·stride − padding + t·dilation] gets w[c, o, t] x[c, p] from every input.</summary>
    public static Volume Transposed(Layer layer, Volume x)
    {
        Window window = new(layer, x);
        int outputs = layer.Integer("out");
        int[] added = layer.PerAxis("output_padding", 0, x.Shape.Length - 1, neutral: 0);
        int[] size = [.. Enumerable.Range(0, 3).Select(a => ((x.Axes[a] - 1) * window.Stride[a]) - window.Padding[a].Before - window.Padding[a].Behind + (window.Dilation[a] * (window.Kernel[a] - 1)) + added[a] + 1)];
        Volume y = Volume.Like(x, outputs, size);
        double[] w = layer.Weight("weight")!;
        int outputsOfGroup = outputs / window.Groups;
        for (int c = 0; c < x.Channels; c++)
        {
            int first = c / (x.Channels / window.Groups) * outputsOfGroup;
            for (int d = 0; d < x.Axes[0]; d++)
            {
                for (int h = 0; h < x.Axes[1]; h++)
                {
                    for (int v = 0; v < x.Axes[2]; v++)
                    {
                        foreach ((int tap, int td, int th, int tv) in window.Taps)
                        {
                            (int pd, int ph, int pv) = (window.Place(0, d, td), window.Place(1, h, th), window.Place(2, v, tv));
                            if (!Exists(y, pd, ph, pv))
                            {
                                continue;
                            }

                            for (int o = 0; o < outputsOfGroup; o++)
                            {
                                y[first + o, pd, ph, pv] += w[(((c * outputsOfGroup) + o) * window.Taps.Length) + tap] * x[c, d, h, v];
                            }
                        }
                    }
                }
            }
        }

        return y.Map((channel, sum) => sum + Bias(layer, channel));
    }

    private static Dual Bias(Layer layer, int output) => layer.Weight("bias") is { } bias ? bias[output] : 0;

    private static bool Exists(Volume volume, int d, int h, int v)
        => d >= 0 && d < volume.Axes[0] && h >= 0 && h < volume.Axes[1] && v >= 0 && v < volume.Axes[2];

    /// <summary>The numbers of a convolution, and the taps of its kernel in row order.</summary>
    private sealed class Window
    {
        public Window(Layer layer, Volume x)
        {
            int rank = x.Shape.Length - 1;
            Kernel = layer.PerAxis("kernel", 1, rank, neutral: 1);
            Stride = layer.PerAxis("stride", 1, rank, neutral: 1);
            Padding = layer.Sides("padding", rank);
            Dilation = layer.PerAxis("dilation", 1, rank, neutral: 1);
            Groups = layer.Integer("groups", 1);
            Taps = [.. from d in Enumerable.Range(0, Kernel[0])
                       from h in Enumerable.Range(0, Kernel[1])
                       from v in Enumerable.Range(0, Kernel[2])
                       select ((((d * Kernel[1]) + h) * Kernel[2]) + v, d, h, v)];
        }

        public int[] Kernel { get; }

        public int[] Stride { get; }

        public (int Before, int Behind)[] Padding { get; }

        public int[] Dilation { get; }

        public int Groups { get; }

        public (int Tap, int Depth, int Height, int Width)[] Taps { get; }

        public int Place(int axis, int position, int tap) => (position * Stride[axis]) - Padding[axis].Before + (tap * Dilation[axis]);
    }
}
