namespace LrpGen.Runtime;

/// <summary>Hands weights to generated code in the form of its fields: packed from a checkpoint, or as they lie packed in a file.</summary>
public sealed class WeightReader
{
    // Null where everything is packed: then there are no tensors, only sections.
    private readonly WeightLoader? loader;
    private readonly IWeightSections sections;

    private WeightReader(WeightLoader? loader, IWeightSections sections)
    {
        this.loader = loader;
        this.sections = sections;
    }

    /// <summary>A reader of a checkpoint that holds every tensor of a model, each with its shape, and nothing that would make it another one.</summary>
    /// <returns>The reader, and what the checkpoint has otherwise than the model.</returns>
    /// <exception cref="CheckpointException">It does not; the message lists every mismatch.</exception>
    internal static (WeightReader Reader, CheckpointReading Reading) Of(Checkpoint checkpoint, IWeightPlan plan, IWeightSections sections, WeightChecks checks)
    {
        UnmergedAdapter.Refuse(checkpoint);
        string prefix = NamePrefix.Of(checkpoint, plan);
        WeightLoader loader = new(checkpoint, prefix);
        foreach (WeightDescription weight in plan.Weights)
        {
            _ = loader.Require(weight.Name, weight.Shape.AsSpan());
        }

        foreach (WeightConstant constant in plan.Constants)
        {
            CheckConstant(checkpoint, constant, loader.Optional(constant.Name, constant.Values.Length));
        }

        UnusedTensors unused = UnusedTensors.Of(plan, loader.UnusedNames.Select(name => name[prefix.Length..]));
        loader.ThrowIfNotOf(plan, checks.HasFlag(WeightChecks.Unused) ? unused.Suspect : []);
        if (checks.HasFlag(WeightChecks.Values))
        {
            WeightValues.Check(checkpoint.Path, plan.Weights.Select(weight => (weight.Name, loader.Tensor(weight.Name))));
        }

        return (new WeightReader(loader, sections), new CheckpointReading(prefix, unused.All));
    }

    /// <summary>A reader of packed weights.</summary>
    internal static WeightReader Of(PackedFile packed) => new(null, packed);

    /// <summary>Dense layers with a common input, packed side by side.</summary>
    public PackedLinear Pack(params ReadOnlySpan<LinearPart> parts) => PackedLinear.Pack(sections, parts);

    /// <summary>A dense layer: <c>module.weight</c> [outputs, inputs] and <c>module.bias</c> [outputs].</summary>
    public LinearPart Linear(string module, int outputs, int inputs)
        => new(Require(module + ".weight", outputs, inputs), Require(module + ".bias", outputs));

    /// <summary>A dense layer with or without a bias, whose weight may be stored as [inputs, outputs], as GPT-2's are.</summary>
    /// <param name="module">Its name.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="bias">Whether there is a <c>module.bias</c> [outputs].</param>
    /// <param name="transposed">Whether <c>module.weight</c> is [inputs, outputs].</param>
    public LinearPart Linear(string module, int outputs, int inputs, bool bias, bool transposed = false)
    {
        IFloatSource? own = bias ? Require(module + ".bias", outputs) : null;
        return transposed
            ? new LinearPart(Require(module + ".weight", inputs, outputs), own).Transposed()
            : new LinearPart(Require(module + ".weight", outputs, inputs), own);
    }

    /// <summary>A layer norm: <c>module.weight</c> and <c>module.bias</c>.</summary>
    public NormWeights Norm(string module, int columns, float epsilon)
        => new(sections, Require(module + ".weight", columns), Require(module + ".bias", columns), epsilon);

    /// <summary>A norm with or without a bias: layer norm, root mean square norm, or group norm with a number a channel.</summary>
    /// <param name="module">Its name.</param>
    /// <param name="columns">Columns, or channels.</param>
    /// <param name="epsilon">Added to the variance, or to the mean square.</param>
    /// <param name="bias">Whether there is a <c>module.bias</c>.</param>
    /// <param name="offset">Added to <c>module.weight</c>: 1 for Gemma's norms.</param>
    public NormWeights Norm(string module, int columns, float epsilon, bool bias, float offset = 0)
        => new(sections, Require(module + ".weight", columns), bias ? Require(module + ".bias", columns) : null, epsilon, offset);

    /// <summary>Learned rows: class tokens, position embeddings.</summary>
    /// <param name="name">The tensor's name, complete.</param>
    /// <param name="shape">Its shape; the last dimension are the columns.</param>
    public LearnedRows Rows(string name, params ReadOnlySpan<long> shape) => new(sections, Require(name, shape));

    /// <summary>T5's bias by distance: <c>module.weight</c> [buckets, heads].</summary>
    /// <param name="module">Its name.</param>
    /// <param name="buckets">Number of buckets.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="isBidirectional">Whether keys before and behind the query have buckets of their own.</param>
    /// <param name="maxDistance">From this distance on all are in the last bucket.</param>
    public RelativeBias RelativeBias(string module, int buckets, int heads, bool isBidirectional, int maxDistance)
        => LrpGen.Runtime.RelativeBias.Bucketed(sections, Require(module + ".weight", buckets, heads), isBidirectional, maxDistance);

    /// <summary>A dense layer with or without a bias, and the batch norm behind it folded in.</summary>
    public LinearPart Dense(string module, int outputs, int inputs, bool bias, AffineFold? fold)
    {
        IFloatSource weight = Require(module + ".weight", outputs, inputs);
        IFloatSource? own = bias ? Require(module + ".bias", outputs) : null;
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
            sections,
            shape,
            Require(module + ".weight", [first, second, .. shape.Kernel]),
            bias ? Require(module + ".bias", shape.OutputChannels) : null,
            fold);
    }

    /// <summary>A batch norm as a factor and a shift a channel. In packed weights it is folded in already.</summary>
    /// <param name="module">Its name.</param>
    /// <param name="features">Channels.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="affine">Whether there are a weight and a bias.</param>
    /// <exception cref="CheckpointException">A variance with ε is not above 0.</exception>
    public AffineFold BatchNorm(string module, int features, double epsilon, bool affine = true)
    {
        AffineFold fold = loader is null
            ? new AffineFold(new double[features], new double[features])
            : AffineFold.BatchNorm(
                Require(module + ".running_mean", features),
                Require(module + ".running_var", features),
                affine ? Require(module + ".weight", features) : null,
                affine ? Require(module + ".bias", features) : null,
                epsilon);
        return fold with { Name = module };
    }

    /// <summary>A batch norm that stands alone: (x − running mean)·weight/√(running variance + ε) + bias.</summary>
    /// <param name="module">Its name.</param>
    /// <param name="features">Channels.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="positions">Rows of one sample.</param>
    /// <param name="affine">Whether there are a weight and a bias.</param>
    /// <exception cref="CheckpointException">A variance with ε is not above 0.</exception>
    public ChannelAffine BatchNorm(string module, int features, double epsilon, int positions, bool affine = true)
        => new(
            sections,
            module + ".weight",
            () => (Doubles(module + ".running_mean", features), BatchNorm(module, features, epsilon, affine).Scale, affine ? Doubles(module + ".bias", features) : [0]),
            features,
            positions);

    /// <summary>A factor a channel, and an offset if there is one: <c>module.weight</c> and <c>module.bias</c> [features].</summary>
    public ChannelAffine Scale(string module, int features, bool bias, int positions)
        => new(
            sections,
            module + ".weight",
            () => ([0], Doubles(module + ".weight", features), bias ? Doubles(module + ".bias", features) : [0]),
            features,
            positions);

    /// <summary>The slopes of a PReLU: <c>module.weight</c>, one, or one a channel.</summary>
    public ChannelSlopes Slopes(string module, int slopes, int channels) => new(sections, Require(module + ".weight", slopes), channels);

    /// <summary>An embedding table: <c>module.weight</c> [rows, columns], read where it lies.</summary>
    public EmbeddingTable Table(string module, int rows, int columns)
        => sections.Table(Require(module + ".weight", rows, columns));

    /// <summary>
    /// An embedding table that is the weight of a dense layer as well (a tied head): rows are read from the packed layer, so that there
    /// is one copy. In 16 bits they are rounded as the layer's weights are.
    /// </summary>
    /// <param name="layer">The layer, of one part, which the caller keeps as long as the table.</param>
    /// <exception cref="ArgumentException">The layer has several parts.</exception>
    public static EmbeddingTable Table(PackedLinear layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return new EmbeddingTable(new PackedLinear.Rows(layer, "tied weight"));
    }

    // What the file says of the input would otherwise be passed over where the description says something else.
    private static void CheckConstant(Checkpoint checkpoint, WeightConstant constant, IFloatSource? stored)
    {
        if (stored is null or AbsentSource)
        {
            return;
        }

        var values = new float[constant.Values.Length];
        stored.Read(0, values);
        for (int i = 0; i < values.Length; i++)
        {
            if (!(Math.Abs(values[i] - constant.Values[i]) <= 1e-6 * Math.Abs(constant.Values[i])))
            {
                throw new CheckpointException(Messages.Clean(
                    $"{checkpoint.Path}: {constant.Name}[{i}] is {values[i]}, and the description says {constant.Values[i]}: correct one of them, or leave the tensor out"));
            }
        }
    }

    private double[] Doubles(string name, int count)
    {
        var values = new float[count];
        Require(name, count).Read(0, values);
        return [.. values.Select(v => (double)v)];
    }

    // What the plan does not name was not checked at the beginning: it is now, or something else would be read in its place.
    private IFloatSource Require(string name, params ReadOnlySpan<long> shape)
    {
        if (loader is null)
        {
            return new PackedSource(name, shape.ToArray());
        }

        IFloatSource found = loader.Require(name, shape);
        loader.ThrowIfMismatched();
        return found;
    }
}
