using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Benchmarks.Encoders;

/// <summary>A batch of random sequences of one length on a compiled encoder: forward, and forward with relevance.</summary>
internal sealed class EncoderRun : IDisposable
{
    private static readonly Target[] FirstLabel = [Target.Label(0)];

    private readonly TextClassifier model;
    private readonly Session session;
    private readonly TokenBatch batch = new();

    /// <summary>Makes the sequences, the same ones for the same sizes.</summary>
    public EncoderRun(TextClassifier model, int sequences, int tokens, int threads)
    {
        this.model = model;
        session = new Session(model, threads);
        Random random = new(11);
        Ids = new int[sequences * tokens];
        for (int sequence = 0; sequence < sequences; sequence++)
        {
            Span<int> ids = Ids.AsSpan(sequence * tokens, tokens);
            for (int token = 0; token < tokens; token++)
            {
                // Ids 0 to 3 are special.
                ids[token] = random.Next(4, model.Description.Tokens!.VocabularySize);
            }

            (ids[0], ids[^1]) = (0, 2);
            batch.Add(ids);
        }
    }

    /// <summary>Token ids, one sequence behind the other.</summary>
    public int[] Ids { get; }

    /// <summary>Bytes of the workspace.</summary>
    public long WorkspaceBytes => session.WorkspaceBytes;

    /// <summary>Logits of all sequences after a run.</summary>
    public float[] Logits() => [.. Enumerable.Range(0, batch.Count).SelectMany(s => session.Logits(s).ToArray())];

    /// <summary>Computes the logits.</summary>
    public void Forward() => session.Predict(batch);

    /// <summary>Computes the logits and explains the first label of every sequence.</summary>
    public void Explain(string method) => session.Explain(batch, model.Method(method), FirstLabel);

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
