namespace LrpGen.Images;

/// <summary>A file is not an image that can be read; the message says what is wrong.</summary>
public sealed class ImageFormatException : FormatException
{
    /// <summary>Creates the exception without a message.</summary>
    public ImageFormatException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ImageFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ImageFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
