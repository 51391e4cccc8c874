using System.Globalization;

namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>A constant shape without the batch: [features], [channels, length], [channels, height, width] …</summary>
internal readonly record struct Dims(EquatableArray<int> Sizes)
{
    public int Rank => Sizes.Count;

    /// <summary>Features, or channels: the axis right behind the batch.</summary>
    public int Channels => Sizes[0];

    /// <summary>The axes behind the channels.</summary>
    public Dims Spatial => new(Sizes.Skip(1).ToEquatableArray());

    /// <summary>How many numbers; a long, because it is also used to find out whether they are too many.</summary>
    public long Elements
    {
        get
        {
            long product = 1;
            foreach (int size in Sizes)
            {
                // Saturates: the caller compares with a limit far below.
                product = product > long.MaxValue / Math.Max(size, 1) ? long.MaxValue : product * size;
            }

            return product;
        }
    }

    public int this[int axis] => Sizes[axis];

    public static Dims Of(params int[] sizes) => new(EquatableArray.Create<int>(sizes));

    public override string ToString() =>
        "[" + string.Join(", ", Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))) + "]";
}
