using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Cases;

/// <summary>A dense layer with random weights, and copies of it that do not fit into the caches together.</summary>
internal sealed class RandomProduct : IDisposable
{
    // Several times what the largest desktop and server caches hold for one core.
    private const long RingBytes = 256L << 20;

    private readonly PackedLinear[] ring;
    private int next;

    /// <summary>Packs the weights.</summary>
    public RandomProduct(int outputs, int inputs)
    {
        (Outputs, Inputs) = (outputs, inputs);
        ring = new PackedLinear[(RingBytes / (sizeof(float) * (long)outputs * inputs)) + 1];
        for (int i = 0; i < ring.Length; i++)
        {
            ring[i] = PackedLinear.Pack(new LinearPart(new Source(outputs, inputs), null));
        }
    }

    /// <summary>Columns of y.</summary>
    public int Outputs { get; }

    /// <summary>Columns of x.</summary>
    public int Inputs { get; }

    /// <summary>Weights that stay in the cache.</summary>
    public PackedLinear First => ring[0];

    /// <summary>Random values for a matrix.</summary>
    public static AlignedBuffer Values(int rows, int columns)
    {
        AlignedBuffer buffer = new((long)rows * columns);
        Fill(buffer.Span);
        return buffer;
    }

    /// <summary>Weights that were last used so long ago that they come from memory.</summary>
    public PackedLinear Next() => ring[next = (next + 1) % ring.Length];

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(ring, w => w.Dispose());

    private static void Fill(Span<float> values)
    {
        Random random = new(1);
        foreach (ref float value in values)
        {
            value = random.NextSingle() - 0.5f;
        }
    }

    private sealed class Source(int outputs, int inputs) : IFloatSource
    {
        private readonly long[] shape = [outputs, inputs];

        public string Name => "weight";

        public ReadOnlySpan<long> Shape => shape;

        public void Read(long start, Span<float> destination) => Fill(destination);
    }
}
