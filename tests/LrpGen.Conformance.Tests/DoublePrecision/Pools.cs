namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>Pools: which numbers each window holds, and what becomes of them.</summary>
internal static class Pools
{
    /// <summary>For each output, in row order, the places of the inputs in its window, in row order.</summary>
    public static int[][] Windows(Layer layer, Volume x) => Windows(layer, x, out _, out _);

    /// <summary>The largest number of every window; of equal ones the first; what is not a number before all others.</summary>
    public static Volume Max(Layer layer, Volume x)
    {
        int[][] windows = Windows(layer, x, out int[] size, out _);
        Volume y = Volume.Like(x, x.Channels, size);
        for (int o = 0; o < windows.Length; o++)
        {
            y.Data[o] = x.Data[Winner(windows[o], x.Data)];
        }

        return y;
    }

    public static int Winner(int[] window, Dual[] x) => window.Aggregate((best, i) => x[i].Value > x[best].Value || (double.IsNaN(x[i].Value) && !double.IsNaN(x[best].Value)) ? i : best);

    /// <summary>The sum of every window over its divisor.</summary>
    public static Volume Average(Layer layer, Volume x)
    {
        int[][] windows = Windows(layer, x, out int[] size, out int[] divisors);
        Volume y = Volume.Like(x, x.Channels, size);
        for (int o = 0; o < windows.Length; o++)
        {
            Dual sum = windows[o].Aggregate((Dual)0, (total, i) => total + x.Data[i]);
            y.Data[o] = sum / divisors[o];
        }

        return y;
    }

    private static int[][] Windows(Layer layer, Volume x, out int[] size, out int[] divisors)
    {
        Span[][] axes = [.. Enumerable.Range(0, 3).Select(a => Spans(layer, x, a))];
        size = [.. axes.Select(spans => spans.Length)];
        List<int[]> windows = [];
        List<int> counts = [];
        for (int c = 0; c < x.Channels; c++)
        {
            foreach (Span depth in axes[0])
            {
                foreach (Span height in axes[1])
                {
                    foreach (Span width in axes[2])
                    {
                        windows.Add([.. from d in depth.Places
                                        from h in height.Places
                                        from v in width.Places
                                        select (((((c * x.Axes[0]) + d) * x.Axes[1]) + h) * x.Axes[2]) + v]);
                        counts.Add(depth.Divisor * height.Divisor * width.Divisor);
                    }
                }
            }
        }

        divisors = [.. counts];
        return [.. windows];
    }

    /// <summary>The windows along one axis.</summary>
    private static Span[] Spans(Layer layer, Volume x, int axis)
    {
        int rank = x.Shape.Length - 1;
        int length = x.Axes[axis];
        if (axis < 3 - rank)
        {
            return [new Span(0, 1, 1)];
        }

        if (layer.Op.StartsWith("global", StringComparison.Ordinal))
        {
            return [new Span(0, length, length)];
        }

        if (layer.Op.StartsWith("adaptive", StringComparison.Ordinal))
        {
            // From floor(i l / n) to ceil((i + 1) l / n).
            int n = layer.PerAxis("output_size", 1, rank, neutral: 1)[axis];
            return [.. Enumerable.Range(0, n).Select(i => (From: i * length / n, To: (((i + 1) * length) + n - 1) / n)).Select(w => new Span(w.From, w.To, w.To - w.From))];
        }

        int kernel = layer.PerAxis("kernel", 1, rank, neutral: 1)[axis];
        int stride = layer.Has("stride") ? layer.PerAxis("stride", 1, rank, neutral: 1)[axis] : kernel;
        (int before, int behind) = layer.Sides("padding", rank)[axis];
        bool ceil = layer.Flag("ceil_mode", false);

        // As long as a window ends at the last padding or, with ceil_mode, less than a stride behind it, and then begins inside the input or its left padding.
        int count = 0;
        while ((count * stride) + kernel <= before + length + behind + (ceil ? stride - 1 : 0) && (!ceil || count * stride < before + length))
        {
            count++;
        }

        return [.. Enumerable.Range(0, count).Select(i =>
        {
            int start = (i * stride) - before;
            int from = Math.Max(start, 0);
            int to = Math.Min(start + kernel, length);

            // Padding counts where it is asked for, what ceil_mode adds behind the padding never.
            int padded = Math.Min(start + kernel, length + behind) - start;
            return new Span(from, to, layer.Flag("count_include_pad", true) ? padded : to - from);
        })];
    }

    /// <summary>The places of a window along an axis, and its part of the divisor.</summary>
    private readonly record struct Span(int From, int To, int Divisor)
    {
        public IEnumerable<int> Places => Enumerable.Range(From, To - From);
    }
}
