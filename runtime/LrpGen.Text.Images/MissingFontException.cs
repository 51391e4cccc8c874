namespace LrpGen.Text.Images;

/// <summary>No font has the letters of a script.</summary>
public sealed class MissingFontException : Exception
{
    /// <summary>Says which script and which character have no font.</summary>
    /// <param name="script">The script's name: <c>Thai</c>, <c>Devanagari</c>, <c>Emoji</c>, …</param>
    /// <param name="codePoint">The first character without a font.</param>
    public MissingFontException(string script, int codePoint)
        : base(FormattableString.Invariant($"No font has letters of the script {script} (U+{codePoint:X4}). Install one (Noto has all scripts), name its file in TextPictureOptions.FontFiles, or set BoxForMissing."))
    {
        Script = script;
        CodePoint = codePoint;
    }

    /// <summary>Without a script.</summary>
    public MissingFontException()
        : this("Unknown", 0)
    {
    }

    /// <summary>With a message alone.</summary>
    public MissingFontException(string message)
        : base(message) => Script = "Unknown";

    /// <summary>With a message and a cause.</summary>
    public MissingFontException(string message, Exception innerException)
        : base(message, innerException) => Script = "Unknown";

    /// <summary>The script's name.</summary>
    public string Script { get; }

    /// <summary>The first character without a font.</summary>
    public int CodePoint { get; }
}
