using LrpGen.Images;

namespace LrpGen.Samples;

/// <summary>Reads PNG files; what is wrong with one is a <see cref="Failure"/> that names it.</summary>
internal static class PngFile
{
    /// <summary>The picture in a file; what is transparent lies on white.</summary>
    public static RasterImage Load(string path)
    {
        try
        {
            return RasterImage.FromPng(File.ReadAllBytes(path));
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
