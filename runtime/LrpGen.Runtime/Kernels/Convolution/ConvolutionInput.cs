namespace LrpGen.Runtime;

/// <summary>What a convolution reads: rows of one position each, or planes of one channel each.</summary>
internal unsafe struct ConvolutionInput
{
    /// <summary>[samples·positions, channels]; no data if there are planes.</summary>
    public RawMatrix Rows;

    /// <summary>[samples][channels][positions]; null if there are rows.</summary>
    public float* Planes;

    public int Samples;

    /// <summary>The rows that the forward plan gathers from; they may lie in the memory of the call.</summary>
    public readonly RawMatrix Source(PackedConvolution w, Workers workers)
    {
        if (w.Narrow is { } narrow)
        {
            float* memory = workers.Common(narrow.CopyFloats(Samples));
            return Planes == null ? narrow.Copy(Rows, InputMap.Identity, Samples, memory, workers) : narrow.Copy(Planes, Samples, memory, workers);
        }

        if (Planes == null)
        {
            return Rows;
        }

        int stride = Matrix.SpreadStride(w.Shape.InputChannels);
        var rows = new RawMatrix(workers.Common((long)Samples * w.InputPositions * stride), stride);
        PlanesJob.Run(new() { Planes = Planes, Rows = rows, Channels = w.Shape.InputChannels, Positions = w.InputPositions }, Samples, workers);
        return rows;
    }
}
