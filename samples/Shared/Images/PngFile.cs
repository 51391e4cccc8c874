using LrpGen.Images;

namespace LrpGen.Samples;

/// <summary>Reads PNG files; what is wrong with one is a <see cref="Failure"/> that names it.</summary>
internal static class PngFile
{
    /// <summary>The picture in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ground">What lies behind transparent pixels; null for black under bright ink and white under dark.</param>
    public static RasterImage Load(string path, PixelColor? ground = null)
    {
        try
        {
            return RasterImage.FromPng(File.ReadAllBytes(path), ground);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure.Runtime(exception.Message, exception);
        }
        catch (ImageFormatException exception)
        {
            throw Failure.Runtime($"{Message.Quote(Path.GetFileName(path))}: {exception.Message}", exception);
        }
    }
}
