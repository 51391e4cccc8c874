namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>The numbers of one sample in row order, channels first.</summary>
internal sealed class Volume(int[] shape, Dual[] data)
{
    public Volume(params int[] shape)
        : this(shape, new Dual[Size(shape)])
    {
    }

    public int[] Shape => shape;

    public Dual[] Data => data;

    public int Channels => shape[0];

    /// <summary>Depth, height and width; 1 where there is no such axis.</summary>
    public int[] Axes { get; } = [.. Enumerable.Repeat(1, Math.Max(0, 4 - shape.Length)), .. shape.Skip(1)];

    /// <summary>A number by channel, depth, height and width.</summary>
    public ref Dual this[int channel, int depth, int height, int width]
        => ref data[(((((channel * Axes[0]) + depth) * Axes[1]) + height) * Axes[2]) + width];

    public double[] Values => [.. data.Select(d => d.Value)];

    public double[] Slopes => [.. data.Select(d => d.Slope)];

    public static int Size(int[] shape) => shape.Aggregate(1, (a, b) => a * b);

    /// <summary>A volume like a given one, with other channels and other lengths of its axes.</summary>
    public static Volume Like(Volume given, int channels, int[] axes) => new([channels, .. axes.Skip(4 - given.Shape.Length)]);

    /// <summary>f of every number, by its channel.</summary>
    public Volume Map(Func<int, Dual, Dual> f)
    {
        int positions = data.Length / Channels;
        return new Volume(shape, [.. data.Select((x, place) => f(place / positions, x))]);
    }
}
