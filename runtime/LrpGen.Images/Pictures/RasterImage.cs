using System.Globalization;
using System.Numerics;
using SkiaSharp;

namespace LrpGen.Images;

/// <summary>A picture: opaque pixels in sRGB.</summary>
public sealed class RasterImage
{
    private readonly byte[] _pixels;

    // The same in 16 bits, where a file has them: views show bytes, a model's input loses nothing.
    private readonly ushort[]? _deep;

    internal RasterImage(int width, int height, byte[] pixels, ushort[]? deep = null) => (Width, Height, _pixels, _deep) = (width, height, pixels, deep);

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

    /// <summary>Reads a PNG file's bytes, of up to 16 bits a channel.</summary>
    /// <param name="png">The file's bytes.</param>
    /// <param name="ground">
    /// What lies behind transparent pixels; <see langword="null"/> for what lets the ink be seen: black under bright ink, white
    /// under dark.
    /// </param>
    /// <exception cref="ImageFormatException">The bytes are no PNG that can be read; the message says what is wrong.</exception>
    public static RasterImage FromPng(ReadOnlySpan<byte> png, PixelColor? ground = null) => PngDecoder.Decode(png, PngDecoder.LargestPixelCount).Over(ground);

    /// <summary>ITU-R BT.601 with 16 bits after the point, rounded: what Pillow's mode "L" gives. Grey pixels keep their byte.</summary>
    internal static byte Brightness(ReadOnlySpan<byte> pixel) =>
        (byte)(((pixel[0] * 19595) + (pixel[1] * 38470) + (pixel[2] * 7471) + 0x8000) >> 16);

    /// <summary>The brightness of a pixel in bytes, with the digits that a file of 16 bits has behind the point.</summary>
    internal float BrightnessAt(int pixel) => _deep is null
        ? Brightness(_pixels.AsSpan(3 * pixel, 3))
        : (float)(((_deep[3 * pixel] * 19595.0) + (_deep[(3 * pixel) + 1] * 38470.0) + (_deep[(3 * pixel) + 2] * 7471.0)) / 65536 / 257);

    /// <summary>A sample (red, green, blue of the first pixel, of the second …) in bytes, with the digits that a file of 16 bits has behind the point.</summary>
    internal float SampleAt(int index) => _deep is null ? _pixels[index] : _deep[index] / 257f;

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
                return inner._deep is null ? canvas.ToImage() : new(width, height, canvas.ToImage()._pixels, DeepIn(inner, width, height, around));
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

        return new(width, height, Middle<byte>(_pixels), _deep is null ? null : Middle<ushort>(_deep));

        T[] Middle<T>(ReadOnlySpan<T> pixels)
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
        {
            T[] resized = TriangleFilter.Resize(pixels, Width, Height, newWidth, newHeight);
            int left = (int)Math.Round((newWidth - width) / 2.0), top = (int)Math.Round((newHeight - height) / 2.0);
            var result = new T[3 * width * height];
            for (int y = 0; y < height; y++)
            {
                resized.AsSpan(3 * (((top + y) * newWidth) + left), 3 * width).CopyTo(result.AsSpan(3 * y * width));
            }

            return result;
        }
    }

    private static ushort[] DeepIn(RasterImage inner, int width, int height, PixelColor around)
    {
        var deep = new ushort[3 * width * height];
        (int left, int top) = ((width - inner.Width) / 2, (height - inner.Height) / 2);
        for (int i = 0; i < width * height; i++)
        {
            (int x, int y) = ((i % width) - left, (i / width) - top);
            bool outside = x < 0 || y < 0 || x >= inner.Width || y >= inner.Height;
            int from = outside ? 0 : 3 * ((y * inner.Width) + x);
            (deep[3 * i], deep[(3 * i) + 1], deep[(3 * i) + 2]) = outside
                ? ((ushort)(257 * around.Red), (ushort)(257 * around.Green), (ushort)(257 * around.Blue))
                : (inner._deep![from], inner._deep[from + 1], inner._deep[from + 2]);
        }

        return deep;
    }

    private RasterImage Average(int width, int height) =>
        Resize(width, height, plane => Resampling.Average(plane, Width, Height, width, height));

    private RasterImage Resize(int width, int height, Func<float[], float[]> resample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var result = new byte[checked(3 * width * height)];
        ushort[]? deep = _deep is null ? null : new ushort[result.Length];
        var plane = new float[Width * Height];
        for (int channel = 0; channel < 3; channel++)
        {
            for (int i = 0; i < plane.Length; i++) plane[i] = SampleAt((3 * i) + channel);
            float[] resized = resample(plane);
            for (int i = 0; i < resized.Length; i++)
            {
                result[(3 * i) + channel] = (byte)MathF.Round(resized[i]);
                if (deep is not null) deep[(3 * i) + channel] = (ushort)MathF.Round(resized[i] * 257);
            }
        }

        return new(width, height, result, deep);
    }
}
