namespace LrpGen.Images;

/// <summary>Resizes a plane of numbers.</summary>
internal static class Resampling
{
    public static float[] Resize(ReadOnlySpan<float> plane, int width, int height, int newWidth, int newHeight, Interpolation interpolation)
    {
        var result = new float[newWidth * newHeight];
        (int Low, int High, float Share)[] columns = Places(width, newWidth, interpolation), rows = Places(height, newHeight, interpolation);
        for (int y = 0; y < newHeight; y++)
        {
            ReadOnlySpan<float> upper = plane.Slice(rows[y].Low * width, width), lower = plane.Slice(rows[y].High * width, width);
            for (int x = 0; x < newWidth; x++)
            {
                (int left, int right, float share) = columns[x];

                // A neighbour with the weight 0 must not count: 0 · ∞ is NaN.
                float top = Between(upper[left], upper[right], share), bottom = Between(lower[left], lower[right], share);
                result[(y * newWidth) + x] = Between(top, bottom, rows[y].Share);
            }
        }

        return result;

        static float Between(float a, float b, float share) => share == 0 ? a : (a * (1 - share)) + (b * share);
    }

    /// <summary>The mean over the cells of a coarser grid: each cell gets the pixels whose centres lie in it.</summary>
    public static float[] Shrink(ReadOnlySpan<float> plane, int width, int height, int newWidth, int newHeight)
    {
        var sums = new double[newWidth * newHeight];
        var counts = new int[newWidth * newHeight];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int cell = ((int)((long)y * newHeight / height) * newWidth) + (int)((long)x * newWidth / width);
                sums[cell] += plane[(y * width) + x];
                counts[cell]++;
            }
        }

        return [.. sums.Select((sum, cell) => (float)(sum / Math.Max(1, counts[cell])))];
    }

    private static (int Low, int High, float Share)[] Places(int size, int newSize, Interpolation interpolation)
    {
        var places = new (int, int, float)[newSize];
        double step = (double)size / newSize;
        for (int i = 0; i < newSize; i++)
        {
            if (interpolation == Interpolation.Nearest)
            {
                int nearest = Math.Min(size - 1, (int)(i * step));
                places[i] = (nearest, nearest, 0);
                continue;
            }

            double center = Math.Clamp(((i + 0.5) * step) - 0.5, 0, size - 1);
            int low = (int)center;
            places[i] = (low, Math.Min(low + 1, size - 1), (float)(center - low));
        }

        return places;
    }
}
