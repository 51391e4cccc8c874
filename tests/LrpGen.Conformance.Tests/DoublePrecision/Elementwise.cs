namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>Functions of each number, of each channel, and of the channels of a position.</summary>
internal static class Elementwise
{
    /// <summary>f(x) and f′(x); at a corner, the derivative that PyTorch takes.</summary>
    public static Dual Activation(Layer layer, int channel, Dual x)
    {
        double v = x.Value;
        double sigma() => 1 / (1 + Math.Exp(-v));
        switch (layer.Op)
        {
            case "relu":
                return v > 0 || double.IsNaN(v) ? x : x.Through(0, 0);
            case "relu6":
                return x.Through(Math.Min(Math.Max(v, 0), 6), v is > 0 and < 6 ? 1 : 0);
            case "clip":
                double low = layer.Number("min", double.NegativeInfinity), high = layer.Number("max", double.PositiveInfinity);
                return x.Through(Math.Min(Math.Max(v, low), high), v >= low && v <= high ? 1 : 0);
            case "prelu":
                double[] slopes = layer.Weight("weight")!;
                double own = slopes[slopes.Length == 1 ? 0 : channel];
                return v > 0 ? x : x.Through(own * v, own);
            case "hard_sigmoid":
                return x.Through(Math.Min(Math.Max(v + 3, 0), 6) / 6, v is > -3 and < 3 ? 1 / 6.0 : 0);
            case "leaky_relu":
                double slope = layer.Number("negative_slope", 0.01);
                return v > 0 ? x : x.Through(slope * v, slope);
            case "elu":
                double alpha = layer.Number("alpha", 1);
                return v > 0 ? x : x.Through(alpha * (Math.Exp(v) - 1), alpha * Math.Exp(v));
            case "gelu" when layer.Word("approximate", "none") == "tanh":
                double inner = Math.Sqrt(2 / Math.PI) * (v + (0.044715 * v * v * v));
                double t = Math.Tanh(inner);
                return x.Through(0.5 * v * (1 + t), (0.5 * (1 + t)) + (0.5 * v * (1 - (t * t)) * Math.Sqrt(2 / Math.PI) * (1 + (3 * 0.044715 * v * v))));
            case "gelu":
                double phi = 0.5 * (1 + Erf(v / Math.Sqrt(2)));
                return x.Through(v * phi, phi + (v * Math.Exp(-v * v / 2) / Math.Sqrt(2 * Math.PI)));
            case "silu":
                return x.Through(v * sigma(), sigma() + (v * sigma() * (1 - sigma())));
            case "tanh":
                return x.Through(Math.Tanh(v), 1 - (Math.Tanh(v) * Math.Tanh(v)));
            case "sigmoid":
                return x.Through(sigma(), sigma() * (1 - sigma()));
            case "softplus":
                return x.Through(Math.Max(v, 0) + Math.Log(1 + Math.Exp(-Math.Abs(v))), sigma());
            case "hard_swish":
                double gate = Math.Min(Math.Max(v + 3, 0), 6) / 6;
                return x.Through(v * gate, v is > -3 and < 3 ? (v / 3) + 0.5 : gate);
            default:
                throw new NotSupportedException(layer.Op);
        }
    }

    /// <summary>Batch norm, scale, normalize: a factor and an offset for each channel.</summary>
    public static Dual Affine(Layer layer, int channel, Dual x) => layer.Op switch
    {
        "batch_norm" => ((x - layer.Weight("running_mean")![channel]) / Math.Sqrt(layer.Weight("running_var")![channel] + layer.Number("eps", 1e-5)) * (layer.Weight("weight")?[channel] ?? 1))
            + (layer.Weight("bias")?[channel] ?? 0),
        "scale" => (x * layer.Weight("weight")![channel]) + (layer.Weight("bias")?[channel] ?? 0),
        _ => (x - layer.PerChannel("mean", channel)) / layer.PerChannel("std", channel),
    };

    /// <summary>(x − mean) / √(var + ε) · w + b over the channels of every position, with the biased variance.</summary>
    /// <param name="layer">Its ε and weights.</param>
    /// <param name="x">The input.</param>
    /// <param name="holdDeviation">Whether the root is a constant to the derivative, as LRP-ε takes it.</param>
    public static Volume LayerNorm(Layer layer, Volume x, bool holdDeviation)
    {
        Volume y = new(x.Shape);
        int positions = x.Data.Length / x.Channels;
        for (int p = 0; p < positions; p++)
        {
            Dual[] column = [.. Enumerable.Range(0, x.Channels).Select(c => x.Data[(c * positions) + p])];
            Dual mean = column.Aggregate((a, b) => a + b) / x.Channels;
            Dual variance = column.Select(v => (v - mean) * (v - mean)).Aggregate((a, b) => a + b) / x.Channels;
            Dual deviation = (variance + layer.Number("eps", 1e-5)).Sqrt();
            deviation = holdDeviation ? deviation.Value : deviation;
            for (int c = 0; c < x.Channels; c++)
            {
                Dual normed = (column[c] - mean) / deviation;
                y.Data[(c * positions) + p] = (normed * (layer.Weight("weight")?[c] ?? 1)) + (layer.Weight("bias")?[c] ?? 0);
            }
        }

        return y;
    }

    public static Volume SoftMax(Volume x)
    {
        // Less the largest, which changes nothing, so that not all powers are 0 or infinite.
        double largest = x.Data.Max(v => v.Value);
        Dual[] powers = [.. x.Data.Select(v => (v + new Dual(-largest)).Exp())];
        Dual sum = powers.Aggregate((a, b) => a + b);
        return new Volume(x.Shape, [.. powers.Select(p => p / sum)]);
    }

    /// <summary>erf(x) = 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5···(2n+1)): all terms have one sign.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }

        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
