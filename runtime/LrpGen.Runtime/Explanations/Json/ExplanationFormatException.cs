namespace LrpGen.Runtime;

/// <summary>A text is not the JSON form of an explanation; the message says where and what was found.</summary>
public sealed class ExplanationFormatException : FormatException
{
    /// <summary>Creates the exception without a message.</summary>
    public ExplanationFormatException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ExplanationFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ExplanationFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
