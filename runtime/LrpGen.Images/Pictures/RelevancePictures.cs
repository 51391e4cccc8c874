using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Images;

/// <summary>Draws one explanation, one pixel for each pixel of the input.</summary>
internal static class RelevancePictures
{
    /// <summary>The smallest width that a picture is enlarged to by itself.</summary>
    private const int ReadableWidth = 280;

    /// <summary>The relevance on the colour map.</summary>
    public static RasterImage HeatMap(RelevanceMap map, PictureOptions options)
    {
        RelevanceBounds bounds = BoundsOf(map, options);
        ImmutableArray<PixelColor> palette = options.Colors.Palette();
        return Paint(map, (value, _) => palette[(int)Math.Round(255 * bounds.PlaceOf(value))], options);
    }

    /// <summary>The input in grey, covered by colour where there is relevance: the stronger, the less of it shows through.</summary>
    public static RasterImage Overlay(RelevanceMap map, RasterImage input, PictureOptions options)
    {
        RelevanceBounds bounds = BoundsOf(map, options);
        double full = Math.Max(Math.Abs(bounds.Low), Math.Abs(bounds.High));
        (PixelColor against, PixelColor favour) = (options.Colors.TintOf(upper: false), options.Colors.TintOf(upper: true));
        return Paint(map, Cover, options);

        PixelColor Cover(float value, int pixel)
        {
            double share = Math.Clamp(Math.Abs(value) / full, 0, 1);
            byte grey = Dimmed(input.Pixels.Slice(3 * pixel, 3));

            // A signed map is neutral near zero and dark at its ends: the one would veil the input, the other hide in it.
            // So each side has one colour, and the cover tells how strong it is.
            PixelColor tint = !bounds.IsSymmetric ? options.Colors.At(bounds.PlaceOf(value)) : value < 0 ? against : favour;
            double cover = bounds.IsSymmetric ? share : Math.Clamp((value - bounds.Low) / (bounds.High - bounds.Low), 0, 1);
            return PixelColor.Mix(new(grey, grey, grey), tint, options.Opacity * Math.Pow(cover, 0.7));
        }
    }

    /// <summary>The input itself.</summary>
    /// <exception cref="ArgumentException">It does not have 1 or 3 channels.</exception>
    public static RasterImage Input(ArrayExplanation explanation, PictureOptions options)
    {
        explanation.EnsureConsistent();
        ImmutableArray<int> shape = explanation.Shape;
        if (shape.Length is not (2 or 3) || (shape.Length == 3 && shape[0] is not (1 or 3)))
        {
            throw new ArgumentException($"An input of shape {ArrayShape.Describe(shape)} cannot be shown: a picture needs 1 or 3 channels, as [channels, height, width] or [height, width].", nameof(explanation));
        }

        (int height, int width, int channels) = (shape[^2], shape[^1], shape.Length == 3 ? shape[0] : 1);
        (float black, float white) = options.InputRange ?? RangeOf(explanation.Input);
        var pixels = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                float value = explanation.Input[(channels == 1 ? 0 : channel * width * height) + i];
                double share = (value - black) / (double)(white - black);
                pixels[(3 * i) + channel] = (byte)Math.Round(255 * (double.IsNaN(share) ? 0 : Math.Clamp(share, 0, 1)));
            }
        }

        return new(width, height, pixels);
    }

    /// <summary>How many times a picture of this width is enlarged.</summary>
    public static int EnlargementOf(int width, PictureOptions options)
    {
        if (options.Enlargement is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(options));
            return given;
        }

        return Math.Max(1, (ReadableWidth + (width / 2)) / width);
    }

    public static RelevanceBounds BoundsOf(RelevanceMap map, PictureOptions options) => options.Bounds ?? RelevanceBounds.For(options.Colors, [map]);

    private static RasterImage Paint(RelevanceMap map, Func<float, int, PixelColor> color, PictureOptions options)
    {
        var pixels = new byte[3 * map.Values.Length];
        for (int i = 0; i < map.Values.Length; i++)
        {
            float value = map.Values[i];
            PixelColor painted = float.IsFinite(value) ? color(value, i) : options.NonFinite;
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = (painted.Red, painted.Green, painted.Blue);
        }

        return new(map.Width, map.Height, pixels);
    }

    /// <summary>A pixel of the input under an overlay: grey, and a little lighter than it is, so that thin colour is seen on black.</summary>
    private static byte Dimmed(ReadOnlySpan<byte> pixel)
    {
        double brightness = (0.299 * pixel[0]) + (0.587 * pixel[1]) + (0.114 * pixel[2]);
        return (byte)Math.Round(28 + (brightness * 227 / 255));
    }

    private static (float Black, float White) RangeOf(ImmutableArray<float> values)
    {
        float low = 0, high = 1;
        foreach (float value in values)
        {
            if (!float.IsFinite(value)) continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        if (low >= 0 && high <= 1) return (0, 1);

        // Normalised inputs and bytes: stretched between what occurs.
        float[] finite = [.. values.Where(float.IsFinite)];
        (low, high) = (finite.Min(), finite.Max());
        return low < high ? (low, high) : (low, low + 1);
    }
}
