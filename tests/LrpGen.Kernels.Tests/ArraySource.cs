using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>A tensor in an array.</summary>
internal sealed class ArraySource(string name, float[] values, params long[] shape) : IFloatSource
{
    public string Name => name;

    public float[] Values => values;

    public ReadOnlySpan<long> Shape => shape;

    public void Read(long start, Span<float> destination) => values.AsSpan((int)start, destination.Length).CopyTo(destination);

    public static ArraySource Random(Random random, string name, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (random.NextSingle() * 2) - 1;
        }

        return new(name, values, shape);
    }
}
