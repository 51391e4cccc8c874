namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>Operators that move numbers, and upsampling, which mixes neighbours.</summary>
internal static class Moves
{
    /// <summary>Axes count the batch, which is 0.</summary>
    public static Volume Concat(Layer layer, Volume[] parts)
    {
        int axis = layer.Integer("axis", 1) - 1;
        int outer = parts[0].Shape.Take(axis).Aggregate(1, (a, b) => a * b);
        List<Dual> data = [];
        for (int o = 0; o < outer; o++)
        {
            foreach (Volume part in parts)
            {
                int block = part.Data.Length / outer;
                data.AddRange(part.Data.Skip(o * block).Take(block));
            }
        }

        return new Volume([.. parts[0].Shape.Select((size, a) => a == axis ? parts.Sum(p => p.Shape[a]) : size)], [.. data]);
    }

    /// <summary>Constants before and behind each axis; <c>pad</c> has the last axis first.</summary>
    public static Volume Pad(Layer layer, Volume x)
    {
        int[] pad = layer.Integers("pad");
        (int Before, int Behind)[] sides = [.. Enumerable.Range(0, 3).Select(axis => 2 * (2 - axis)).Select(at => at < pad.Length ? (pad[at], pad[at + 1]) : (0, 0))];
        Volume y = Volume.Like(x, x.Channels, [.. x.Axes.Select((length, a) => sides[a].Before + length + sides[a].Behind)]);
        Array.Fill(y.Data, layer.Number("value", 0));
        for (int c = 0; c < x.Channels; c++)
        {
            for (int d = 0; d < x.Axes[0]; d++)
            {
                for (int h = 0; h < x.Axes[1]; h++)
                {
                    for (int v = 0; v < x.Axes[2]; v++)
                    {
                        y[c, d + sides[0].Before, h + sides[1].Before, v + sides[2].Before] = x[c, d, h, v];
                    }
                }
            }
        }

        return y;
    }

    /// <summary>For each place of a signal, the place of a gate that has 1 along the axes where it is repeated.</summary>
    public static int[] GateOf(int[] signal, int[] gate)
        => [.. Enumerable.Range(0, Volume.Size(signal)).Select(place =>
        {
            int result = 0, size = 1;
            for (int axis = signal.Length - 1; axis >= 0; axis--)
            {
                result += gate[axis] == 1 ? 0 : place % signal[axis] * size;
                (place, size) = (place / signal[axis], size * gate[axis]);
            }

            return result;
        })];

    public static Volume Reshape(Layer layer, Volume x)
    {
        int[] shape = layer.Integers("shape");
        int known = shape.Where(size => size != -1).Aggregate(1, (a, b) => a * b);
        return new Volume([.. shape.Select(size => size == -1 ? x.Data.Length / known : size)], x.Data);
    }

    /// <summary>Every step-th index of an axis from start up to end, both counted from the end where they are negative.</summary>
    public static Volume Slice(Layer layer, Volume x)
    {
        int axis = layer.Integer("axis", 1) - 1;
        int size = x.Shape[axis];
        int At(string key, int missing) => layer.Integer(key, missing) is var index && index < 0 ? index + size : index;
        int[] kept = [.. Enumerable.Range(0, size).Where(i => i >= At("start", 0) && i < At("end", size) && (i - At("start", 0)) % layer.Integer("step", 1) == 0)];
        int inner = x.Shape.Skip(axis + 1).Aggregate(1, (a, b) => a * b);
        return new Volume(
            [.. x.Shape.Select((length, a) => a == axis ? kept.Length : length)],
            [.. x.Data.Where((_, place) => kept.Contains(place / inner % size))]);
    }

    public static Volume Upsample(Layer layer, Volume x)
    {
        int[] scale = layer.PerAxis("scale", 1, x.Shape.Length - 1, neutral: 1);
        Volume y = Volume.Like(x, x.Channels, [.. x.Axes.Select((length, a) => length * scale[a])]);
        for (int c = 0; c < y.Channels; c++)
        {
            for (int d = 0; d < y.Axes[0]; d++)
            {
                for (int h = 0; h < y.Axes[1]; h++)
                {
                    for (int v = 0; v < y.Axes[2]; v++)
                    {
                        y[c, d, h, v] = layer.Word("mode", "nearest") == "nearest"
                            ? x[c, d / scale[0], h / scale[1], v / scale[2]]
                            : Bilinear(x, c, Source(layer, h, x.Axes[1], y.Axes[1]), Source(layer, v, x.Axes[2], y.Axes[2]));
                    }
                }
            }
        }

        return y;
    }

    /// <summary>Where a number comes from: corners on corners, or centres of pixels on centres, never before the first.</summary>
    private static double Source(Layer layer, int place, int from, int to)
        => layer.Flag("align_corners", false)
            ? to == 1 ? 0 : (double)place * (from - 1) / (to - 1)
            : Math.Max(((place + 0.5) * from / to) - 0.5, 0);

    private static Dual Bilinear(Volume x, int channel, double height, double width)
    {
        (int h, int v) = ((int)height, (int)width);
        (int below, int right) = (Math.Min(h + 1, x.Axes[1] - 1), Math.Min(v + 1, x.Axes[2] - 1));
        (double down, double across) = (height - h, width - v);
        return ((1 - down) * (((1 - across) * (Dual)x[channel, 0, h, v]) + (across * x[channel, 0, h, right])))
            + (down * (((1 - across) * (Dual)x[channel, 0, below, v]) + (across * x[channel, 0, below, right])));
    }
}
