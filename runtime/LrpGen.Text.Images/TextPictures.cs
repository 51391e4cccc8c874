using LrpGen.Runtime;

namespace LrpGen.Text.Images;

/// <summary>Explanations of texts as pictures.</summary>
public static class TextPictures
{
    /// <summary>The explanation as the bytes of a PNG.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="options">How it looks.</param>
    /// <exception cref="MissingFontException">No font has the letters of a script.</exception>
    /// <exception cref="ArgumentException">An option lies outside of its range, or the picture would be larger than a PNG may be.</exception>
    public static byte[] ToPng(this TextExplanation explanation, TextPictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return new TextPicture(explanation, options ?? new()).ToPng();
    }

    /// <summary>Writes <see cref="ToPng"/> to a stream.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="options">How it looks.</param>
    public static void WritePng(this TextExplanation explanation, Stream output, TextPictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(ToPng(explanation, options));
    }

    /// <summary>Writes <see cref="ToPng"/> to a file.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How it looks.</param>
    public static void SavePng(this TextExplanation explanation, string path, TextPictureOptions? options = null) =>
        File.WriteAllBytes(path, ToPng(explanation, options));

    /// <summary>The explanation as an SVG of outlines, which needs no font where it is shown.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="options">How it looks.</param>
    /// <exception cref="MissingFontException">No font has the letters of a script.</exception>
    /// <exception cref="ArgumentException">An option lies outside of its range.</exception>
    public static string ToSvg(this TextExplanation explanation, TextPictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return new TextPicture(explanation, options ?? new()).ToSvg();
    }

    /// <summary>Writes <see cref="ToSvg"/> to a file.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How it looks.</param>
    public static void SaveSvg(this TextExplanation explanation, string path, TextPictureOptions? options = null) =>
        File.WriteAllText(path, ToSvg(explanation, options));
}
