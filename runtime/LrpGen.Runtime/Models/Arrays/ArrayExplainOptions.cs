using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>What a call over numeric input reads out, and the parameters of its method.</summary>
public sealed record ArrayExplainOptions
{
    /// <summary>Relevance of the input alone.</summary>
    public static ArrayExplainOptions Default { get; } = new();

    /// <summary>Whether the relevance of every layer's output is read. See also <see cref="LayerNames"/>.</summary>
    /// <remarks>Not by methods that average over passes or have none: there is no one relevance of a layer then.</remarks>
    public bool Layers { get; init; }

    /// <summary>Layers whose relevance is read, by name; all of them where <see cref="Layers"/> is set.</summary>
    public ImmutableArray<string> LayerNames { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Whether the conservation ledger is kept. Methods that do not share out a score (<see cref="ArrayMethodDescription.SharesOutScore"/>) have none.</summary>
    public bool Ledger { get; init; }

    /// <summary>Channels that relevance is restricted to, layer by layer; conditions of several layers hold together.</summary>
    public ImmutableArray<ChannelCondition> Conditions { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Where the path of integrated gradients begins; <see langword="null"/> for zeros. Other methods have none.</summary>
    public ArrayBaseline? Baseline { get; init; }

    /// <summary>Seed of SmoothGrad's own noise.</summary>
    public int NoiseSeed { get; init; }

    /// <summary>
    /// Relevance of the output, given: targets × samples × outputs, channels first; empty to begin with what the targets
    /// and the method say. The targets then only count.
    /// </summary>
    public ReadOnlyMemory<float> OutputRelevance { get; init; }

    /// <summary>SmoothGrad's noise, given: iterations × samples × values, already scaled; empty for its own.</summary>
    public ReadOnlyMemory<float> Noise { get; init; }

    internal bool ReadsLayers => Layers || !LayerNames.IsEmpty;

    internal bool Reads(string layer) => Layers || LayerNames.Contains(layer);

    /// <summary>The options for a part of the samples: of what is given for each sample, that of these.</summary>
    /// <param name="method">The method.</param>
    /// <param name="targets">Number of targets.</param>
    /// <param name="part">The samples.</param>
    /// <param name="samples">Number of all samples.</param>
    internal ArrayExplainOptions Of(ArrayMethodDescription method, int targets, Range part, int samples)
        => (OutputRelevance.IsEmpty && Noise.IsEmpty) || part.Equals(0..samples)
            ? this
            : this with { OutputRelevance = Cut(OutputRelevance, targets, part, samples), Noise = Cut(Noise, method.Iterations, part, samples) };

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

    private static void CheckGiven(string what, ReadOnlyMemory<float> given, long groups, int samples, int each)
    {
        if (!given.IsEmpty && given.Length != groups * samples * each)
        {
            throw new ArgumentException($"{what} of {samples} samples are {groups} × {samples} × {each} values; found {given.Length}.");
        }

        for (int i = 0; i < given.Length; i++)
        {
            if (!float.IsFinite(given.Span[i]))
            {
                throw new ArgumentException(FormattableString.Invariant($"{what} have {given.Span[i]} at {i}."));
            }
        }
    }

    /// <summary>
    /// Checks that the model has the layers and channels, that the method has what is to be read, and that there is as much as was to be given.
    /// </summary>
    internal void Check(ArrayModelDescription model, ArrayMethodDescription method, int samples, int targets)
    {
        if (!model.Methods.Contains(method))
        {
            throw new ArgumentException(Session.OtherModel(model.Name, method.Name, model.Methods.Select(m => m.Name)), nameof(method));
        }

        bool onePass = method.Reading is ArrayReading.Relevance or ArrayReading.Gradient or ArrayReading.GradientTimesInput;
        if (ReadsLayers && !onePass)
        {
            throw new ArgumentException($"The method '{method.Name}' gives no relevance of inner layers: it is no single backward pass.");
        }

        if (Baseline is not null && method.Reading != ArrayReading.IntegratedGradients)
        {
            throw new ArgumentException($"The method '{method.Name}' has no baseline; integrated gradients have one.");
        }

        if (!Conditions.IsEmpty && method.Reading == ArrayReading.Occlusion)
        {
            throw new ArgumentException($"The method '{method.Name}' has no backward pass, and so nothing that could be restricted to channels.");
        }

        CheckGiven("The output relevances", OutputRelevance, targets, samples, model.OutputSize);
        CheckGiven("The noise values", Noise, method.Reading == ArrayReading.SmoothGrad ? method.Iterations : 0, samples, model.InputSize);

        foreach (string name in LayerNames)
        {
            model.OutputIndex(name);
        }

        foreach (ChannelCondition condition in Conditions)
        {
            ArgumentNullException.ThrowIfNull(condition, nameof(Conditions));
            int count = model.Outputs[model.OutputIndex(condition.Layer)].Shape[0];
            foreach (int channel in condition.Channels)
            {
                if ((uint)channel >= (uint)count)
                {
                    throw new ArgumentException($"Layer '{condition.Layer}' has no channel {channel}; it has {count}, 0 to {count - 1}.");
                }
            }
        }
    }
}
