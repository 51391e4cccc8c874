using Microsoft.ML.OnnxRuntime;

namespace LrpGen.Benchmarks.Encoders;

/// <summary>An encoder on ONNX Runtime, with its memory bound before it is timed.</summary>
internal sealed class OnnxSession : IDisposable
{
    private static readonly string[] Inputs = [OnnxEncoder.Ids, OnnxEncoder.Positions];
    private static readonly string[] Outputs = [OnnxEncoder.Logits];

    private readonly InferenceSession session;
    private readonly RunOptions options = new();

    /// <summary>Loads a file. All optimisations are on and the threads spin, as they do by default.</summary>
    public OnnxSession(string path, int threads)
    {
        using SessionOptions settings = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
        };
        session = new InferenceSession(path, settings);
    }

    /// <summary>Binds the ids of a batch of sequences of one length; each call of the result computes its logits.</summary>
    /// <param name="ids">Token ids, one sequence behind the other.</param>
    /// <param name="batch">Number of sequences.</param>
    /// <param name="padding">The padding id, behind which positions count.</param>
    /// <param name="logits">Receives the logits.</param>
    public Binding Bind(int[] ids, int batch, int padding, float[] logits)
    {
        int tokens = ids.Length / batch;
        long[] positions = [.. Enumerable.Range(padding + 1, tokens).Select(i => (long)i)];
        OrtValue[] inputs =
        [
            OrtValue.CreateTensorValueFromMemory(ids.Select(i => (long)i).ToArray(), [batch, tokens]),
            OrtValue.CreateTensorValueFromMemory(positions, [1, tokens]),
        ];
        OrtValue[] outputs = [OrtValue.CreateTensorValueFromMemory(logits, [batch, logits.Length / batch])];
        return new Binding(this, inputs, outputs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        options.Dispose();
        session.Dispose();
    }

    /// <summary>Inputs and outputs of a run.</summary>
    internal sealed class Binding(OnnxSession owner, OrtValue[] inputs, OrtValue[] outputs) : IDisposable
    {
        /// <summary>Computes the logits.</summary>
        public void Run() => owner.session.Run(owner.options, Inputs, inputs, Outputs, outputs);

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (OrtValue value in inputs.Concat(outputs))
            {
                value.Dispose();
            }
        }
    }
}
