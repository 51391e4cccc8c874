using System.Collections.Immutable;
using System.Globalization;

namespace LrpGen.Images;

/// <summary>An image as a model reads it: numbers of shape [channels, height, width].</summary>
public sealed class ImageInput
{
    private ImageInput(ImmutableArray<int> shape, ImmutableArray<float> values) => (Shape, Values) = (shape, values);

    /// <summary>Channels, height, width.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The values, channel by channel, row by row.</summary>
    public ImmutableArray<float> Values { get; }

    /// <summary>Reads a PNG file.</summary>
    /// <exception cref="ImageFormatException">The file is no PNG, is damaged or cut off, or has another size than asked for; the message names the file.</exception>
    public static ImageInput Load(string path, ImageInputOptions? options = null)
    {
        try
        {
            return Decode(File.ReadAllBytes(path), options);
        }
        catch (ImageFormatException exception)
        {
            throw new ImageFormatException($"{Path.GetFileName(path)}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a PNG file's bytes.</summary>
    /// <exception cref="ImageFormatException">As for <see cref="Load"/>.</exception>
    public static ImageInput Decode(ReadOnlySpan<byte> png, ImageInputOptions? options = null)
    {
        options ??= new();
        PngPixels pixels = PngDecoder.Decode(png, options.LargestPixelCount);
        if (pixels.HasTransparency && options.Ground is null && !options.GroundFollowsInk)
        {
            throw new ImageFormatException(
                $"The image has transparent pixels. Say what lies behind them: {nameof(ImageInputOptions)}.{nameof(ImageInputOptions.Ground)}, or {nameof(ImageInputOptions.GroundFollowsInk)} for black under bright ink and white under dark.");
        }

        return Of(pixels.Over(options.Ground), options);
    }

    /// <summary>The input of a picture.</summary>
    /// <exception cref="ImageFormatException">The picture has another size than asked for, and nothing says how it is to fit.</exception>
    public static ImageInput Of(RasterImage image, ImageInputOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= new();
        (int width, int height) = (options.Width ?? image.Width, options.Height ?? image.Height);
        if (options.Fit == ImageFit.Crop)
        {
            image = image.Crop(width, height, options.ShorterSide);
        }
        else if (options.Fit != ImageFit.Refuse)
        {
            image = image.Fit(width, height, options.Fit, options.Ground ?? (options.Invert ? PixelColor.White : PixelColor.Black));
        }
        else if ((width, height) != (image.Width, image.Height))
        {
            throw new ImageFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"The image is {image.Width} × {image.Height}, the model needs {width} × {height} (width × height). Images are not resized unless ImageInputOptions.Fit says how: a classifier can change its mind over it."));
        }

        int count = image.Width * image.Height, channels = options.Channels == ImageChannels.Grey ? 1 : 3;
        var values = ImmutableArray.CreateBuilder<float>(channels * count);
        for (int channel = 0; channel < channels; channel++)
        {
            for (int i = 0; i < count; i++)
            {
                float value = (channels == 1 ? image.BrightnessAt(i) : image.SampleAt((3 * i) + channel)) / options.Divisor;
                values.Add(options.Invert ? 1 - value : value);
            }
        }

        return new([channels, image.Height, image.Width], values.MoveToImmutable());
    }
}
