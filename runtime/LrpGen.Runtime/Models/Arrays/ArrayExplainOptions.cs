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

    /// <summary>Checks that the model has the layers and channels, and that the method has what is to be read.</summary>
    internal void Check(ArrayModelDescription model, ArrayMethodDescription method)
    {
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

        foreach (string name in LayerNames)
        {
            model.OutputIndex(name);
        }

        foreach (ChannelCondition condition in Conditions)
        {
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
