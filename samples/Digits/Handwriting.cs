using LrpGen.Images;

namespace Digits;

/// <summary>
/// Makes a picture of a digit as those are that the model learned from: the ink fits a box of 20 × 20 pixels at its own
/// proportions, and its centre of mass lies in the middle of 28 × 28 (LeCun et al. 1998, the MNIST digits).
/// </summary>
internal static class Handwriting
{
    private const int Size = 28, Box = 20;

    // Fainter is paper: its grain, a shadow, what a camera adds.
    private const float FaintestInk = 0.25f;

    /// <summary>The digit's 28 × 28 values; null where there is no ink.</summary>
    /// <param name="values">Any picture, bright ink, row by row.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    public static float[]? Center(ReadOnlySpan<float> values, int width, int height)
    {
        (int left, int top, int right, int bottom) = (width, height, -1, -1);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] < FaintestInk) continue;
            (left, top) = (Math.Min(left, i % width), Math.Min(top, i / width));
            (right, bottom) = (Math.Max(right, i % width), Math.Max(bottom, i / width));
        }

        return right < 0 ? null : Place(Boxed(values, width, left, top, right + 1 - left, bottom + 1 - top));
    }

    private static float[] Boxed(ReadOnlySpan<float> values, int stride, int left, int top, int width, int height)
    {
        var pixels = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            float value = values[((top + (i / width)) * stride) + left + (i % width)];
            pixels.AsSpan(3 * i, 3).Fill(value < FaintestInk ? (byte)0 : (byte)MathF.Round(255 * value));
        }

        RasterImage ink = RasterImage.FromPixels(width, height, pixels).Fit(Box, Box, ImageFit.Contain, PixelColor.Black);
        return [.. ImageInput.Of(ink).Values];
    }

    private static float[] Place(float[] box)
    {
        double sum = 0, across = 0, down = 0;
        for (int i = 0; i < box.Length; i++)
        {
            sum += box[i];
            across += box[i] * (i % Box);
            down += box[i] * (i / Box);
        }

        int left = Math.Clamp((int)Math.Round((Size / 2.0) - 0.5 - (across / sum)), 0, Size - Box);
        int top = Math.Clamp((int)Math.Round((Size / 2.0) - 0.5 - (down / sum)), 0, Size - Box);
        var digit = new float[Size * Size];
        for (int row = 0; row < Box; row++)
        {
            box.AsSpan(row * Box, Box).CopyTo(digit.AsSpan(((top + row) * Size) + left));
        }

        return digit;
    }
}
