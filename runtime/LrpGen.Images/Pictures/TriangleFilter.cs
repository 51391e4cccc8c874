using System.Numerics;

namespace LrpGen.Images;

/// <summary>
/// Resizes pictures of 8 or 16 bits with a triangle filter as wide as the step between new pixels, in whole numbers: what Pillow's
/// <c>resize(…, BILINEAR)</c> gives, and so torchvision's <c>Resize</c>. A classifier that was trained behind one sees the same bytes.
/// </summary>
internal static class TriangleFilter
{
    // Weights are rounded to this many bits after the point; 8 of an int's 32 are the pixel's, 2 are for sums.
    private const int Bits = 32 - 8 - 2;

    private readonly record struct Taps(int First, int[] Weights);

    /// <summary>Resizes columns first, then rows, with samples of the same type in between.</summary>
    /// <param name="pixels">Height × width × 3.</param>
    /// <param name="width">Columns of <paramref name="pixels"/>.</param>
    /// <param name="height">Rows of <paramref name="pixels"/>.</param>
    /// <param name="newWidth">Columns wanted.</param>
    /// <param name="newHeight">Rows wanted.</param>
    public static T[] Resize<T>(ReadOnlySpan<T> pixels, int width, int height, int newWidth, int newHeight)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        T[] narrowed = newWidth == width ? pixels.ToArray() : Columns(pixels, width, height, newWidth);
        return newHeight == height ? narrowed : Rows(narrowed, newWidth, height, newHeight);
    }

    private static T[] Columns<T>(ReadOnlySpan<T> pixels, int width, int height, int newWidth)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        Taps[] taps = TapsOf(width, newWidth);
        var result = new T[checked(3 * newWidth * height)];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<T> row = pixels.Slice(3 * y * width, 3 * width);
            for (int x = 0; x < newWidth; x++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    result[(3 * ((y * newWidth) + x)) + channel] = Sum(row, taps[x], 3, channel);
                }
            }
        }

        return result;
    }

    private static T[] Rows<T>(T[] pixels, int width, int height, int newHeight)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        Taps[] taps = TapsOf(height, newHeight);
        var result = new T[checked(3 * width * newHeight)];
        for (int y = 0; y < newHeight; y++)
        {
            for (int at = 0; at < 3 * width; at++)
            {
                result[(3 * y * width) + at] = Sum<T>(pixels, taps[y], 3 * width, at);
            }
        }

        return result;
    }

    private static T Sum<T>(ReadOnlySpan<T> values, Taps taps, int stride, int offset)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        long sum = 1 << (Bits - 1);
        for (int i = 0; i < taps.Weights.Length; i++)
        {
            sum += long.CreateTruncating(values[((taps.First + i) * stride) + offset]) * taps.Weights[i];
        }

        return T.CreateSaturating(sum >> Bits);
    }

    private static Taps[] TapsOf(int size, int newSize)
    {
        double step = (double)size / newSize, radius = Math.Max(step, 1);
        var taps = new Taps[newSize];
        for (int i = 0; i < newSize; i++)
        {
            double center = (i + 0.5) * step;
            int first = Math.Max(0, (int)(center - radius + 0.5)), end = Math.Min(size, (int)(center + radius + 0.5));
            double[] weights = [.. Enumerable.Range(first, end - first).Select(at => Math.Max(0, 1 - (Math.Abs(at - center + 0.5) / radius)))];
            double sum = weights.Sum();
            taps[i] = new(first, [.. weights.Select(weight => (int)((weight / sum * (1 << Bits)) + 0.5))]);
        }

        return taps;
    }
}
