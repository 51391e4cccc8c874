using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Networks;

/// <summary>A batch of random inputs on a compiled network: forward, and forward with relevance.</summary>
internal sealed class NetworkRun : IDisposable
{
    private static readonly Target[] FirstLabel = [Target.Label(0)];

    private readonly ArrayClassifier model;
    private readonly Session session;
    private readonly int samples;

    /// <summary>Makes the inputs, the same ones for the same sizes: between −1 and 1, as standardised pictures roughly are.</summary>
    public NetworkRun(ArrayClassifier model, int samples, int threads)
    {
        (this.model, this.samples) = (model, samples);
        session = new Session(model, threads);
        Random random = new(11);
        Input = new float[samples * model.Description.InputSize];
        for (int i = 0; i < Input.Length; i++)
        {
            Input[i] = (2 * random.NextSingle()) - 1;
        }
    }

    /// <summary>Samples × values, channels first.</summary>
    public float[] Input { get; }

    /// <summary>Logits of all samples after a run.</summary>
    public float[] Logits() => [.. Enumerable.Range(0, samples).SelectMany(s => session.Logits(s).ToArray())];

    /// <summary>Computes the logits.</summary>
    public void Forward() => session.Predict(Input, samples);

    /// <summary>Computes the logits and explains the first label of every sample.</summary>
    public void Explain(MethodDescription method) => session.Explain(Input, samples, method, FirstLabel);

    /// <summary>Computes the logits and explains the first label of every sample.</summary>
    public void Explain(string method) => Explain(model.Method(method));

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
