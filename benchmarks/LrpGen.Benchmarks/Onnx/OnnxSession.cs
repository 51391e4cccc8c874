using Microsoft.ML.OnnxRuntime;

namespace LrpGen.Benchmarks.Onnx;

/// <summary>A network on ONNX Runtime, with its memory bound before it is timed.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions options = new();

    /// <summary>Loads a file. All optimisations are on and the threads spin, as they do by default.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">Threads of a run.</param>
    /// <param name="batch">Size of the dimension <c>batch</c>, if it is known before a run.</param>
    public OnnxSession(string path, int threads, int? batch = null)
    {
        using SessionOptions settings = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
        };
        if (batch is { } size)
        {
            settings.AddFreeDimensionOverrideByName("batch", size);
        }

        session = new InferenceSession(path, settings);
    }

    /// <summary>Binds inputs, in the order of the file, and memory for its output; each call of the result computes it.</summary>
    public Binding Bind(ReadOnlySpan<OrtValue> inputs, OrtValue output) => new(this, inputs.ToArray(), [output]);

    /// <summary>Binds one input of floats and memory for the output, with their shapes.</summary>
    public Binding Bind(float[] input, long[] inputShape, float[] output, long[] outputShape)
        => Bind([OrtValue.CreateTensorValueFromMemory(input, inputShape)], OrtValue.CreateTensorValueFromMemory(output, outputShape));

    /// <inheritdoc/>
    public void Dispose()
    {
        options.Dispose();
        session.Dispose();
    }

    /// <summary>Inputs and outputs of a run.</summary>
    internal sealed class Binding(OnnxSession owner, OrtValue[] inputs, OrtValue[] outputs) : IDisposable
    {
        private readonly string[] inputNames = [.. owner.session.InputNames];
        private readonly string[] outputNames = [.. owner.session.OutputNames];

        /// <summary>Computes the output.</summary>
        public void Run() => owner.session.Run(owner.options, inputNames, inputs, outputNames, outputs);

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
