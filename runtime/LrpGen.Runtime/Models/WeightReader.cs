namespace LrpGen.Runtime;

/// <summary>Hands a checkpoint's tensors to generated code in the form of its fields.</summary>
/// <param name="loader">Checks every name and shape.</param>
public sealed class WeightReader(WeightLoader loader)
{
    /// <summary>A reader of a checkpoint that holds every tensor of a model, each with its shape.</summary>
    /// <exception cref="CheckpointException">It does not; the message lists every mismatch.</exception>
    public static WeightReader Checked(Checkpoint checkpoint, IEnumerable<WeightDescription> weights)
    {
        WeightLoader loader = new(checkpoint);
        foreach (WeightDescription weight in weights)
        {
            _ = loader.Require(weight.Name, weight.Shape.AsSpan());
        }

        loader.ThrowIfMismatched();
        return new WeightReader(loader);
    }

    /// <summary>A dense layer: <c>module.weight</c> [outputs, inputs] and <c>module.bias</c> [outputs].</summary>
    public LinearPart Linear(string module, int outputs, int inputs)
        => new(loader.Require(module + ".weight", outputs, inputs), loader.Require(module + ".bias", outputs));

    /// <summary>A layer norm: <c>module.weight</c> and <c>module.bias</c>.</summary>
    public NormWeights Norm(string module, int columns, float epsilon)
        => new(loader.Require(module + ".weight", columns), loader.Require(module + ".bias", columns), epsilon);

    /// <summary>A dense layer with or without a bias, and the batch norm behind it folded in.</summary>
    public LinearPart Dense(string module, int outputs, int inputs, bool bias, AffineFold? fold)
    {
        IFloatSource weight = loader.Require(module + ".weight", outputs, inputs);
        IFloatSource? own = bias ? loader.Require(module + ".bias", outputs) : null;
        return fold is null ? new(weight, own) : new(fold.Weight(weight), fold.Bias(own, module + ".bias"));
    }

    /// <summary>A convolution with or without a bias, and the batch norm behind it folded in.</summary>
    public PackedConvolution Convolution(string module, ConvolutionShape shape, bool bias, AffineFold? fold)
    {
        int outputs = shape.Transposed ? shape.OutputChannels / shape.Groups : shape.OutputChannels;
        int inputs = shape.Transposed ? shape.InputChannels : shape.InputChannels / shape.Groups;
        long first = shape.Transposed ? inputs : outputs;
        long second = shape.Transposed ? outputs : inputs;
        return PackedConvolution.Pack(
            shape,
            loader.Require(module + ".weight", [first, second, .. KernelOf(shape)]),
            bias ? loader.Require(module + ".bias", shape.OutputChannels) : null,
            fold);
    }

    // PyTorch's convolutions have as many kernel dimensions as the data; the missing outer ones are not stored.
    private static IEnumerable<long> KernelOf(ConvolutionShape shape)
        => new[] { shape.Depth, shape.Height, shape.Width }.Where(a => a != ConvolutionAxis.None).Select(a => (long)a.Kernel);

    /// <summary>A batch norm as a factor and a shift a channel.</summary>
    public AffineFold BatchNorm(string module, int features, double epsilon)
        => AffineFold.BatchNorm(
            loader.Require(module + ".running_mean", features),
            loader.Require(module + ".running_var", features),
            loader.Require(module + ".weight", features),
            loader.Require(module + ".bias", features),
            epsilon);

    /// <summary>An embedding table: <c>module.weight</c> [rows, columns], read where it lies.</summary>
    public EmbeddingTable Table(string module, int rows, int columns)
        => new(loader.Require(module + ".weight", rows, columns));
}
