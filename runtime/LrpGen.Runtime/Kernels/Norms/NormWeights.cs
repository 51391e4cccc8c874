namespace LrpGen.Runtime;

/// <summary>The parameters of a normalisation, padded with zeros to whole vectors.</summary>
public sealed unsafe class NormWeights : IDisposable
{
    private readonly AlignedBuffer _values;

    /// <summary>Reads the parameters.</summary>
    /// <param name="weight">w: [columns].</param>
    /// <param name="bias">b: [columns]; null for none.</param>
    /// <param name="epsilon">Added to the variance, or to the mean square.</param>
    /// <param name="offset">Added to w when it is read: 1 where a model stores what is above it, as Gemma does.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public NormWeights(IFloatSource weight, IFloatSource? bias, float epsilon, float offset = 0)
        : this(new NewSections(), weight, bias, epsilon, offset)
    {
    }

    internal NormWeights(IWeightSections sections, IFloatSource weight, IFloatSource? bias, float epsilon, float offset = 0)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape.Length != 1 || weight.Shape[0] is < 1 or > int.MaxValue / 2)
        {
            throw new ArgumentException($"{weight.Name}: expected [columns], found [{string.Join(", ", weight.Shape.ToArray())}].", nameof(weight));
        }

        if (bias is not null && !bias.Shape.SequenceEqual(weight.Shape))
        {
            throw new ArgumentException($"{bias.Name}: expected [{weight.Shape[0]}], found [{string.Join(", ", bias.Shape.ToArray())}].", nameof(bias));
        }

        Columns = (int)weight.Shape[0];
        Epsilon = epsilon;
        _values = sections.Floats(weight.Name + "/norm", 2L * Matrix.Pad(Columns), values =>
        {
            weight.Read(0, values.Slice(0, Columns));
            foreach (ref float value in values.Slice(0, offset == 0 ? 0 : Columns))
            {
                value += offset;
            }

            bias?.Read(0, values.Slice(Matrix.Pad(Columns), Columns));
        });
    }

    private NormWeights(int columns, float epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        Columns = columns;
        Epsilon = epsilon;
        _values = new AlignedBuffer(2L * Matrix.Pad(columns));
        _values.Slice(0, columns).Fill(1f);
    }

    /// <summary>A normalisation without parameters: w = 1, b = 0.</summary>
    public static NormWeights Plain(int columns, float epsilon) => new(columns, epsilon);

    /// <summary>Number of columns, without padding.</summary>
    public int Columns { get; }

    /// <summary>Added to the variance before the root.</summary>
    public float Epsilon { get; }

    /// <summary>w, with its padding.</summary>
    public ReadOnlySpan<float> Weight => _values.Slice(0, Matrix.Pad(Columns));

    /// <summary>b, with its padding; zeros if there is none.</summary>
    public ReadOnlySpan<float> Bias => _values.Slice(Matrix.Pad(Columns), Matrix.Pad(Columns));

    internal float* WeightPointer => _values.Pointer;

    internal float* BiasPointer => _values.Pointer + Matrix.Pad(Columns);

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _values.Dispose();
}
