using System.Runtime.InteropServices;
using SkiaSharp;

namespace LrpGen.Images;

/// <summary>Decodes PNG files into the numbers that stand in them: no colour management, no scaling.</summary>
internal static class PngDecoder
{
    /// <summary>64 megapixels: larger than any classifier's input, small enough for every machine.</summary>
    public const long LargestPixelCount = 1 << 26;

    /// <summary>Decodes a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="largestPixelCount">Larger images are refused before memory is asked for.</param>
    /// <param name="ground">What lies behind transparent pixels; null refuses them.</param>
    public static RasterImage Decode(ReadOnlySpan<byte> file, long largestPixelCount, PixelColor? ground)
    {
        (int width, int height) = PngStructure.Check(file, Math.Min(largestPixelCount, LargestPixelCount));
        using SKData data = SKData.CreateCopy(file);
        using SKCodec codec = SKCodec.Create(data) ?? throw new ImageFormatException("The PNG file's header is not valid.");

        // Without a colour space the decoder leaves the numbers as they are, as training pipelines do.
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        var rgba = new byte[info.BytesSize];
        GCHandle handle = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            SKCodecResult result = codec.GetPixels(info, handle.AddrOfPinnedObject());
            if (result != SKCodecResult.Success) throw new ImageFormatException($"The PNG file's pixels cannot be read ({result}).");
        }
        finally
        {
            handle.Free();
        }

        return new(width, height, Flatten(rgba, ground));
    }

    private static byte[] Flatten(byte[] rgba, PixelColor? ground)
    {
        var pixels = new byte[rgba.Length / 4 * 3];
        for (int i = 0, o = 0; i < rgba.Length; i += 4, o += 3)
        {
            int alpha = rgba[i + 3];
            PixelColor behind = alpha == 255 ? default : ground
                ?? throw new ImageFormatException("The image has transparent pixels. Say what lies behind them (ImageInputOptions.Ground).");
            pixels[o] = Over(rgba[i], behind.Red, alpha);
            pixels[o + 1] = Over(rgba[i + 1], behind.Green, alpha);
            pixels[o + 2] = Over(rgba[i + 2], behind.Blue, alpha);
        }

        return pixels;

        static byte Over(byte value, byte behind, int alpha) => (byte)(((value * alpha) + (behind * (255 - alpha)) + 127) / 255);
    }
}
