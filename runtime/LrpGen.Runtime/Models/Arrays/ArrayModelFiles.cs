namespace LrpGen.Runtime;

/// <summary>A model folder that was opened and found to fit the compiled model.</summary>
public sealed class ArrayModelFiles
{
    private ArrayModelFiles(Checkpoint checkpoint, WeightReader weights, int threads, VectorWidth? width)
    {
        Checkpoint = checkpoint;
        Weights = weights;
        Threads = threads;
        Width = width;
    }

    /// <summary>The weights, for generated code.</summary>
    public WeightReader Weights { get; }

    internal Checkpoint Checkpoint { get; }

    internal int Threads { get; }

    internal VectorWidth? Width { get; }

    /// <summary>Maps the weights and checks the name and shape of every tensor at once.</summary>
    /// <exception cref="CheckpointException">The weights are damaged or do not fit; the message lists every mismatch.</exception>
    public static ArrayModelFiles Open(string folder, ArrayModelDescription description, int threads, VectorWidth? width)
    {
        Checkpoint checkpoint = Checkpoint.Open(folder);
        try
        {
            return new ArrayModelFiles(checkpoint, WeightReader.Checked(checkpoint, description.Weights), threads, width);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }
}
