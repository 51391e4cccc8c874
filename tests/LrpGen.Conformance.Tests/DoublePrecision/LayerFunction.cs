namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>
/// What a rule sees of a layer, or of a dense layer or convolution with the batch norm that is folded into it: a function of
/// all its inputs, one behind another, and the matrix that it is where it is linear.
/// </summary>
internal sealed class LayerFunction(Layer layer, int[][] inputShapes, Layer? norm = null)
{
    private (double[,] Weights, double[] Bias)? linear;
    private double[,]? ones;

    public Layer Layer => layer;

    public int Inputs { get; } = inputShapes.Sum(Volume.Size);

    /// <summary>The shape behind it.</summary>
    public int[] OutputShape { get; private set; } = [];

    public double[] Values(double[] x) => Apply(x, null, holdDeviation: false).Values;

    /// <summary>∂z_j/∂x_i as [i, j].</summary>
    public double[,] Derivative(double[] x) => IsLinear ? Linear(x).Weights : Jacobian(x, holdDeviation: false);

    /// <summary>
    /// w_ij as [i, j] and b_j, so that z = Wx + b: what the layer makes of unit vectors and of zero. A max pool is taken for
    /// the choice that it makes, and a layer norm for the map with its deviation held.
    /// </summary>
    public (double[,] Weights, double[] Bias) Linear(double[] x)
    {
        if (layer.IsMaxPool || layer.Op == "layer_norm")
        {
            double[] bias = layer.Weight("bias") is { } b ? [.. x.Select((_, place) => b[Channel(place)])] : new double[Values(x).Length];
            return (Jacobian(x, holdDeviation: true), bias);
        }

        return linear ??= (Jacobian(new double[Inputs], holdDeviation: false), Values(new double[Inputs]));
    }

    /// <summary>
    /// The matrix with all weights 1: what is left of it are the inputs that exist for an output. The divisor of an average pool
    /// is no weight, and stays (zennit).
    /// </summary>
    public double[,] Ones() => ones ??= new LayerFunction(layer.Ones(), inputShapes).Linear([]).Weights;

    /// <summary>The inputs of each window of a pool.</summary>
    public int[][] Windows() => Pools.Windows(layer, new Volume(inputShapes[0]));

    /// <summary>For each output of a product of two layers, the places of its factors among the inputs.</summary>
    public (int Signal, int Gate)[] Factors() => [.. Moves.GateOf(inputShapes[0], inputShapes[1]).Select((gate, i) => (i, Volume.Size(inputShapes[0]) + gate))];

    /// <summary>The channel of an input.</summary>
    public int Channel(int input) => input / (Inputs / inputShapes[0][0]);

    /// <summary>Whether it is a matrix and a bias, whatever goes in.</summary>
    public bool IsLinear => layer.IsProduct || layer.OnlyMoves || layer.Op is "batch_norm" or "scale" or "normalize" or "add" or "upsample" || layer.Op.Contains("avg_pool", StringComparison.Ordinal);

    private double[,] Jacobian(double[] x, bool holdDeviation)
    {
        double[,] result = new double[Inputs, Values(x).Length];
        for (int i = 0; i < Inputs; i++)
        {
            double[] column = Apply(x, i, holdDeviation).Slopes;
            for (int j = 0; j < column.Length; j++)
            {
                result[i, j] = column[j];
            }
        }

        return result;
    }

    private Volume Apply(double[] x, int? direction, bool holdDeviation)
    {
        Volume[] inputs = new Volume[inputShapes.Length];
        for (int n = 0, first = 0; n < inputs.Length; first += inputs[n++].Data.Length)
        {
            int start = first;
            inputs[n] = new Volume(inputShapes[n], [.. x.AsSpan(start, Volume.Size(inputShapes[n])).ToArray().Select((v, i) => new Dual(v, start + i == direction ? 1 : 0))]);
        }

        Volume output = Forward(layer, inputs, holdDeviation);
        output = norm is null ? output : Forward(norm, [output], holdDeviation);
        OutputShape = output.Shape;
        return output;
    }

    private static Volume Forward(Layer layer, Volume[] x, bool holdDeviation) => layer.Op switch
    {
        "linear" => Products.Linear(layer, x[0]),
        "conv1d" or "conv2d" or "conv3d" => Products.Convolution(layer, x[0]),
        "conv_transpose1d" or "conv_transpose2d" or "conv_transpose3d" => Products.Transposed(layer, x[0]),
        "batch_norm" or "scale" or "normalize" => x[0].Map((channel, v) => Elementwise.Affine(layer, channel, v)),
        "layer_norm" => Elementwise.LayerNorm(layer, x[0], holdDeviation),
        "max_pool1d" or "max_pool2d" or "max_pool3d" or "adaptive_max_pool1d" or "adaptive_max_pool2d" or "adaptive_max_pool3d" or "global_max_pool" => Pools.Max(layer, x[0]),
        "avg_pool1d" or "avg_pool2d" or "avg_pool3d" or "adaptive_avg_pool1d" or "adaptive_avg_pool2d" or "adaptive_avg_pool3d" or "global_avg_pool" => Pools.Average(layer, x[0]),
        "add" => new Volume(x[0].Shape, [.. x[0].Data.Select((_, i) => x.Select(part => part.Data[i]).Aggregate((a, b) => a + b))]),
        "mul" => new Volume(x[0].Shape, [.. Moves.GateOf(x[0].Shape, x[1].Shape).Select((gate, i) => x[0].Data[i] * x[1].Data[gate])]),
        "constant_pad1d" or "constant_pad2d" or "constant_pad3d" => Moves.Pad(layer, x[0]),
        "concat" => Moves.Concat(layer, x),
        "flatten" => new Volume([x[0].Data.Length], x[0].Data),
        "reshape" => Moves.Reshape(layer, x[0]),
        "slice" => Moves.Slice(layer, x[0]),
        "dropout" => x[0],
        "upsample" => Moves.Upsample(layer, x[0]),
        "softmax" => Elementwise.SoftMax(x[0]),
        _ => x[0].Map((channel, v) => Elementwise.Activation(layer, channel, v)),
    };
}
