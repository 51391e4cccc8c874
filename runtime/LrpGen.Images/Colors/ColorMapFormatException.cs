namespace LrpGen.Images;

/// <summary>A text is neither a colour map's name nor one in the colour-map language.</summary>
public sealed class ColorMapFormatException : FormatException
{
    /// <summary>Creates the exception without a message.</summary>
    public ColorMapFormatException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ColorMapFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ColorMapFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception for a place in a text.</summary>
    public ColorMapFormatException(string message, int position)
        : base(message) => Position = position;

    /// <summary>The place of the fault: UTF-16 code units from the start of the text, the first being 0.</summary>
    public int Position { get; }
}
