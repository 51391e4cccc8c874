using System.Globalization;
using SkiaSharp;

namespace LrpGen.Images;

/// <summary>A picture: opaque pixels in sRGB.</summary>
public sealed class RasterImage
{
    private readonly byte[] _pixels;

    internal RasterImage(int width, int height, byte[] pixels) => (Width, Height, _pixels) = (width, height, pixels);

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Red, green, blue of every pixel, row by row.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>The colour of a pixel.</summary>
    public PixelColor this[int x, int y]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
            int at = 3 * ((y * Width) + x);
            return new(_pixels[at], _pixels[at + 1], _pixels[at + 2]);
        }
    }

    /// <summary>A picture from its pixels: red, green, blue, row by row.</summary>
    public static RasterImage FromPixels(int width, int height, ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return pixels.Length == 3L * width * height
            ? new(width, height, pixels.ToArray())
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{width} × {height} pixels need {3L * width * height} bytes, found {pixels.Length}."), nameof(pixels));
    }

    /// <summary>Reads a PNG file's bytes.</summary>
    /// <exception cref="ImageFormatException">The bytes are no PNG that can be read; the message says what is wrong.</exception>
    public static RasterImage FromPng(ReadOnlySpan<byte> png) => PngDecoder.Decode(png, PngDecoder.LargestPixelCount, PixelColor.White);

    /// <summary>The picture as a PNG file's bytes: 8 bits a channel, no metadata, the same bytes for the same pixels.</summary>
    public byte[] ToPng()
    {
        var info = new SKImageInfo(Width, Height, SKColorType.Rgb888x, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(info);
        var rows = new byte[4 * Width * Height];
        for (int i = 0, o = 0; i < _pixels.Length; i += 3, o += 4)
        {
            (rows[o], rows[o + 1], rows[o + 2], rows[o + 3]) = (_pixels[i], _pixels[i + 1], _pixels[i + 2], 255);
        }

        System.Runtime.InteropServices.Marshal.Copy(rows, 0, bitmap.GetPixels(), rows.Length);
        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 9))
            ?? throw new InvalidOperationException("The picture could not be written as PNG.");
        return data.ToArray();
    }

    /// <summary>Writes the picture as a PNG file.</summary>
    public void SavePng(string path) => File.WriteAllBytes(path, ToPng());

    /// <summary>The picture, each side <paramref name="factor"/> times as long.</summary>
    public RasterImage Enlarge(int factor, Interpolation interpolation = Interpolation.Nearest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        return factor == 1 ? this : Resize(checked(Width * factor), checked(Height * factor), interpolation);
    }

    /// <summary>The picture at another size. Where it shrinks, pixels between those that are read are passed over; see <see cref="Fit"/>.</summary>
    public RasterImage Resize(int width, int height, Interpolation interpolation = Interpolation.Bilinear) =>
        Resize(width, height, plane => Resampling.Resize(plane, Width, Height, width, height, interpolation));

    /// <summary>
    /// The picture made to fit: where it shrinks, every pixel is the mean of what falls into it; where it grows, values
    /// lie on straight lines.
    /// </summary>
    /// <param name="width">The new width.</param>
    /// <param name="height">The new height.</param>
    /// <param name="fit">Whether it is stretched or keeps its proportions.</param>
    /// <param name="around">The colour of what a picture of other proportions leaves free.</param>
    /// <exception cref="ArgumentException">It has another size, and <paramref name="fit"/> refuses that.</exception>
    public RasterImage Fit(int width, int height, ImageFit fit, PixelColor around)
    {
        if ((width, height) == (Width, Height)) return this;
        switch (fit)
        {
            case ImageFit.Stretch:
                return Average(width, height);
            case ImageFit.Contain:
                double scale = Math.Min((double)width / Width, (double)height / Height);
                RasterImage inner = Average(Math.Clamp((int)Math.Round(Width * scale), 1, width), Math.Clamp((int)Math.Round(Height * scale), 1, height));
                var canvas = new Canvas(width, height, around);
                canvas.Draw(inner, (width - inner.Width) / 2, (height - inner.Height) / 2);
                return canvas.ToImage();
            case ImageFit.Crop:
                return Crop(width, height, null);
            default:
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The picture is {Width} × {Height}, not {width} × {height} (width × height)."), nameof(fit));
        }
    }

    /// <summary>The middle of the picture, after its shorter side was brought to a length.</summary>
    /// <param name="width">The width that is cut out.</param>
    /// <param name="height">The height that is cut out.</param>
    /// <param name="shorterSide">The new length of the shorter side; null for the least that fills the size.</param>
    /// <exception cref="ImageFormatException">The resized picture is smaller than what is to be cut out of it.</exception>
    internal RasterImage Crop(int width, int height, int? shorterSide)
    {
        // torchvision cuts the longer side down to whole pixels, and rounds halves to even.
        int side = shorterSide ?? (int)Math.Ceiling(Math.Max((double)width / Width, (double)height / Height) * Math.Min(Width, Height));
        (int newWidth, int newHeight) = Width <= Height
            ? (side, checked((int)((long)side * Height / Width)))
            : (checked((int)((long)side * Width / Height)), side);
        if (newWidth < width || newHeight < height)
        {
            throw new ImageFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"The image is {newWidth} × {newHeight} after its shorter side was brought to {side}; the model needs {width} × {height} (width × height). Set ImageInputOptions.ShorterSide to {Math.Max(width, height)} or more."));
        }

        byte[] resized = TriangleFilter.Resize(_pixels, Width, Height, newWidth, newHeight);
        int left = (int)Math.Round((newWidth - width) / 2.0), top = (int)Math.Round((newHeight - height) / 2.0);
        var result = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
        {
            resized.AsSpan(3 * (((top + y) * newWidth) + left), 3 * width).CopyTo(result.AsSpan(3 * y * width));
        }

        return new(width, height, result);
    }

    private RasterImage Average(int width, int height) =>
        Resize(width, height, plane => Resampling.Average(plane, Width, Height, width, height));

    private RasterImage Resize(int width, int height, Func<float[], float[]> resample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var result = new byte[checked(3 * width * height)];
        var plane = new float[Width * Height];
        for (int channel = 0; channel < 3; channel++)
        {
            for (int i = 0; i < plane.Length; i++) plane[i] = _pixels[(3 * i) + channel];
            float[] resized = resample(plane);
            for (int i = 0; i < resized.Length; i++) result[(3 * i) + channel] = (byte)MathF.Round(resized[i]);
        }

        return new(width, height, result);
    }
}
