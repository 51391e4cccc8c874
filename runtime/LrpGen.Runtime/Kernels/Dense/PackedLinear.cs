namespace LrpGen.Runtime;

/// <summary>
/// The weights of one dense layer, or of several side by side that read the same input (query, key and value, say), in the
/// order in which the products read them.
/// </summary>
/// <remarks>
/// Blocks <c>[outputs/16][inputs][16]</c>: one copy serves y = x·Wᵀ (the sixteen outputs are a vector) and g·W (they are
/// broadcast one by one). Outputs and inputs are padded with zeros to a multiple of 16, each part's outputs of their own, and
/// so is the bias. Blocks lie <see cref="BlockStride"/> floats apart, a little more than they hold, so that blocks side by
/// side do not compete for the same cache sets. Packing is a permutation: the layout can be stored and mapped as it is. The
/// weights may be stored in 16 bits, then rounded when they are packed; the bias is always of 32.
/// </remarks>
public sealed unsafe partial class PackedLinear : IDisposable
{
    private const int Block = Matrix.Padding;

    // Sixteen floats (one cache line) four times: blocks of 768 inputs would otherwise lie a multiple of 4 KiB apart.
    private const int BlockGap = 64;

    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _bias;
    private readonly WeightType _storage;
    private readonly bool _owns;
    private readonly int _firstBlock;
    private readonly int[] _columns;
    private readonly int[] _offsets;
    private readonly PackedLinear[] _parts;

    private PackedLinear(AlignedBuffer weights, WeightType storage, AlignedBuffer bias, bool owns, int inputs, int firstBlock, int[] columns)
    {
        _weights = weights;
        _storage = storage;
        _bias = bias;
        _owns = owns;
        _firstBlock = firstBlock;
        _columns = columns;
        _offsets = new int[columns.Length + 1];
        for (int p = 0; p < columns.Length; p++)
        {
            _offsets[p + 1] = _offsets[p] + Matrix.Pad(columns[p]);
        }

        Inputs = inputs;

        // Made once: generated code asks for parts in every call. A view has one part, itself.
        _parts = owns ? new PackedLinear[columns.Length] : [this];
        for (int p = 0; owns && p < columns.Length; p++)
        {
            _parts[p] = new(weights, storage, bias, owns: false, inputs, firstBlock + (_offsets[p] / Block), [columns[p]]);
        }
    }

    /// <summary>Columns of the input, without padding.</summary>
    public int Inputs { get; }

    /// <summary>Columns of the output: the parts side by side, each with its padding.</summary>
    public int Outputs => _offsets[^1];

    /// <summary>Number of parts.</summary>
    public int Parts => _columns.Length;

    /// <summary>The bias of all outputs, zero in the padding and where a part has none.</summary>
    public ReadOnlySpan<float> Bias => _bias.Slice((long)_firstBlock * Block, Outputs);

    /// <summary>Distance between the starts of two blocks, in weights.</summary>
    internal nint BlockStride => Stride(Inputs);

    internal int Blocks => Outputs / Block;

    internal StoredBlocks Weights
        => new((byte*)_weights.Pointer + (_firstBlock * BlockStride * StoredType.Bytes(_storage)), _storage, BlockStride);

    internal float* BiasPointer => _bias.Pointer + ((nint)_firstBlock * Block);

    /// <summary>First output column of a part.</summary>
    public int PartOffset(int part) => _offsets[part];

    /// <summary>Output columns of a part, without padding.</summary>
    public int PartColumns(int part) => _columns[part];

    /// <summary>One part as a layer of its own: a view on the same memory, which this object keeps owning.</summary>
    public PackedLinear Part(int part) => _parts[part];

    /// <summary>Packs one or more layers. Sixteen rows of one weight are held as floats at a time.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit; the message lists all that do not.</exception>
    public static PackedLinear Pack(params ReadOnlySpan<LinearPart> parts) => Pack(new NewSections(), parts);

    internal static PackedLinear Pack(IWeightSections sections, ReadOnlySpan<LinearPart> parts)
    {
        int[] columns = Shapes(parts, out int inputs);
        LinearPart[] sources = parts.ToArray();
        int blocks = columns.Sum(Matrix.Pad) / Block;
        string name = parts[0].Weight.Name;
        WeightType storage = sections.DenseStorage;
        AlignedBuffer weights = sections.Values(name + "/blocks", storage, blocks * (long)Stride(inputs), into => FillWeights(sources, inputs, storage, into));
        try
        {
            AlignedBuffer bias = sections.Floats(name + "/bias", (long)blocks * Block, into => FillBias(sources, into));
            return new PackedLinear(weights, storage, bias, owns: true, inputs, 0, columns);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Frees the memory. Does nothing for a view.</summary>
    public void Dispose()
    {
        if (_owns)
        {
            _weights.Dispose();
            _bias.Dispose();
        }
    }

    private static nint Stride(int inputs) => ((nint)Matrix.Pad(inputs) * Block) + BlockGap;

    private static void FillWeights(LinearPart[] parts, int inputs, WeightType storage, AlignedBuffer weights)
    {
        using var rows = new AlignedBuffer((long)Block * inputs);
        using var block = new AlignedBuffer(storage == WeightType.F32 ? 0 : Stride(inputs));
        byte* target = (byte*)weights.Pointer;
        int bytes = checked((int)Stride(inputs) * StoredType.Bytes(storage));
        foreach (LinearPart part in parts)
        {
            int outputs = (int)part.Weight.Shape[0];
            for (int output = 0; output < outputs; output += Block)
            {
                int count = Math.Min(Block, outputs - output);
                part.Weight.Read((long)output * inputs, rows.Slice(0, count * inputs));
                if (storage == WeightType.F32)
                {
                    Transpose.Run(rows.Pointer, inputs, (float*)target, Block, count, inputs);
                }
                else
                {
                    block.Span.Clear();
                    Transpose.Run(rows.Pointer, inputs, block.Pointer, Block, count, inputs);
                    Check(block.Span, storage, part.Weight.Name);
                    WeightConversion.FromSingle(storage, block.Span, new Span<byte>(target, bytes));
                }

                target += bytes;
            }
        }
    }

    private static void Check(ReadOnlySpan<float> weights, WeightType storage, string name)
    {
        // Half a unit of the last place above the largest number, 65504.
        const float Overflow = 65520;
        foreach (float weight in storage == WeightType.F16 ? weights : [])
        {
            if (Math.Abs(weight) >= Overflow && float.IsFinite(weight))
            {
                throw new CheckpointException($"{name}: {weight} is too large for F16, which ends at 65504; store the weights as BF16 or F32");
            }
        }
    }

    private static void FillBias(LinearPart[] parts, AlignedBuffer bias)
    {
        int offset = 0;
        foreach (LinearPart part in parts)
        {
            int outputs = (int)part.Weight.Shape[0];
            part.Bias?.Read(0, bias.Slice(offset, outputs));
            offset += Matrix.Pad(outputs);
        }
    }

    private static int[] Shapes(ReadOnlySpan<LinearPart> parts, out int inputs)
    {
        if (parts.Length == 0)
        {
            throw new ArgumentException("Expected at least one layer to pack, found none.", nameof(parts));
        }

        var errors = new List<string>();
        var columns = new int[parts.Length];
        inputs = 0;
        for (int p = 0; p < parts.Length; p++)
        {
            IFloatSource weight = parts[p].Weight;
            ReadOnlySpan<long> shape = weight.Shape;
            if (shape.Length != 2 || shape[0] is < 1 or > int.MaxValue / 2 || shape[1] is < 1 or > int.MaxValue / 32)
            {
                errors.Add($"{weight.Name}: expected [outputs, inputs], found {Text(shape)}.");
                continue;
            }

            columns[p] = (int)shape[0];
            inputs = inputs == 0 ? (int)shape[1] : inputs;
            if (shape[1] != inputs)
            {
                errors.Add($"{weight.Name}: expected [{shape[0]}, {inputs}] (the inputs of the layers beside it), found {Text(shape)}.");
            }

            if (parts[p].Bias is { } bias && (bias.Shape.Length != 1 || bias.Shape[0] != shape[0]))
            {
                errors.Add($"{bias.Name}: expected [{shape[0]}], found {Text(bias.Shape)}.");
            }
        }

        return errors.Count == 0 ? columns : throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(parts));
    }

    private static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
