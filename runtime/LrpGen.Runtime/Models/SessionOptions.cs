using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>What a call reads out besides the relevance of its input, and the parameters of its method.</summary>
public record SessionOptions
{
    /// <summary>Relevance of the input alone.</summary>
    internal static SessionOptions Default { get; } = new();

    /// <summary>Whether the relevance of every layer's output is read. See also <see cref="LayerNames"/>.</summary>
    /// <remarks>Not by methods that average over passes or have none: there is no one relevance of a layer then.</remarks>
    public bool Layers { get; init; }

    /// <summary>Layers whose relevance is read, by name; all of them where <see cref="Layers"/> is set.</summary>
    public ImmutableArray<string> LayerNames { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Whether the conservation ledger is kept. Methods that do not share out a score (<see cref="MethodDescription.SharesOutScore"/>) have none.</summary>
    public bool Ledger { get; init; }

    /// <summary>Channels that relevance is restricted to, layer by layer; conditions of several layers hold together.</summary>
    public ImmutableArray<ChannelCondition> Conditions { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Seed of SmoothGrad's own noise.</summary>
    public int NoiseSeed { get; init; }

    /// <summary>
    /// What the pass starts with, given: targets × samples × outputs, channels first; empty to begin with what the targets
    /// and the method say. The targets then only count.
    /// </summary>
    public ReadOnlyMemory<float> OutputRelevance { get; init; }

    internal bool ReadsLayers => Layers || !LayerNames.IsEmpty;

    internal bool Reads(string layer) => Layers || LayerNames.Contains(layer);

    /// <summary>
    /// Checks that the model has the layers and channels, that the method has what is to be read, and that there is as much as was to be given.
    /// </summary>
    internal virtual void Check(ModelDescription model, MethodDescription method, int samples, int targets)
    {
        if (!model.Methods.Contains(method))
        {
            throw new ArgumentException(
                $"The method '{method.Name}' is that of another model; {model.Name} has {string.Join(", ", model.Methods.Select(m => m.Name))}.", nameof(method));
        }

        if (ReadsLayers && !method.IsOnePass)
        {
            throw new ArgumentException($"The method '{method.Name}' gives no relevance of inner layers: it is no single backward pass.");
        }

        if (!Conditions.IsEmpty && method.Reading == MethodReading.Occlusion)
        {
            throw new ArgumentException($"The method '{method.Name}' has no backward pass, and so nothing that could be restricted to channels.");
        }

        CheckGiven("The output relevances", OutputRelevance, targets, samples, model.OutputSize);
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

    /// <summary>Refuses given values of which there are more or fewer than needed, or that are no numbers.</summary>
    private protected static void CheckGiven(string what, ReadOnlyMemory<float> given, long groups, int samples, int each)
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
}
