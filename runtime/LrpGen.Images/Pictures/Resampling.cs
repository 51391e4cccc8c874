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

    /// <summary>
    /// Means over the cells of a coarser grid, each pixel by the share of it that lies in the cell. An axis that grows
    /// is interpolated instead.
    /// </summary>
    public static float[] Average(ReadOnlySpan<float> plane, int width, int height, int newWidth, int newHeight)
    {
        float[] columns = newWidth < width
            ? Shrink(plane, height, width, newWidth)
            : Resize(plane, width, height, newWidth, height, Interpolation.Bilinear);
        return newHeight < height
            ? Transpose(Shrink(Transpose(columns, newWidth, height), newWidth, height, newHeight), newHeight, newWidth)
            : Resize(columns, newWidth, height, newWidth, newHeight, Interpolation.Bilinear);
    }

    private static float[] Shrink(ReadOnlySpan<float> rows, int count, int length, int newLength)
    {
        var result = new float[count * newLength];
        double cell = (double)length / newLength;
        for (int i = 0; i < newLength; i++)
        {
            (double start, double end) = (i * cell, Math.Min(length, (i + 1) * cell));
            for (int row = 0; row < count; row++)
            {
                double sum = 0;
                for (int at = (int)start; at < end; at++)
                {
                    sum += rows[(row * length) + at] * (Math.Min(end, at + 1) - Math.Max(start, at));
                }

                result[(row * newLength) + i] = (float)(sum / (end - start));
            }
        }

        return result;
    }

    private static float[] Transpose(ReadOnlySpan<float> plane, int width, int height)
    {
        var result = new float[plane.Length];
        for (int i = 0; i < plane.Length; i++) result[(i % width * height) + (i / width)] = plane[i];
        return result;
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
