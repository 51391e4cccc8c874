namespace LrpGen.Runtime;

/// <summary>What a call over numeric input reads out, and the parameters of its method.</summary>
public sealed record ArrayExplainOptions : SessionOptions
{
    /// <summary>Relevance of the input alone.</summary>
    public static new ArrayExplainOptions Default { get; } = new();

    /// <summary>Where the path of integrated gradients begins; <see langword="null"/> for zeros. Other methods have none.</summary>
    public ArrayBaseline? Baseline { get; init; }

    /// <summary>SmoothGrad's noise, given: iterations × samples × values, already scaled; empty for its own.</summary>
    public ReadOnlyMemory<float> Noise { get; init; }

    /// <summary>The options for a part of the samples: of what is given for each sample, that of these.</summary>
    /// <param name="method">The method.</param>
    /// <param name="targets">Number of targets.</param>
    /// <param name="part">The samples.</param>
    /// <param name="samples">Number of all samples.</param>
    internal ArrayExplainOptions Of(MethodDescription method, int targets, Range part, int samples)
        => (OutputRelevance.IsEmpty && Noise.IsEmpty) || part.Equals(0..samples)
            ? this
            : this with { OutputRelevance = Cut(OutputRelevance, targets, part, samples), Noise = Cut(Noise, method.Iterations, part, samples) };

    /// <inheritdoc/>
    internal override void Check(ModelDescription model, MethodDescription method, int samples, int targets)
    {
        base.Check(model, method, samples, targets);
        if (Baseline is not null && method.Reading != MethodReading.IntegratedGradients)
        {
            throw new ArgumentException($"The method '{method.Name}' has no baseline; integrated gradients have one.");
        }

        CheckGiven("The noise values", Noise, method.Reading == MethodReading.SmoothGrad ? method.Iterations : 0, samples, model.InputSize);
    }

    // Values are laid out groups × samples × those of a sample.
    private static float[] Cut(ReadOnlyMemory<float> values, int groups, Range part, int samples)
    {
        (int first, int count) = part.GetOffsetAndLength(samples);
        if (values.IsEmpty)
        {
            return [];
        }

        int size = values.Length / (groups * samples);
        float[] cut = new float[groups * count * size];
        for (int group = 0; group < groups; group++)
        {
            values.Span.Slice(((group * samples) + first) * size, count * size).CopyTo(cut.AsSpan(group * count * size));
        }

        return cut;
    }
}
