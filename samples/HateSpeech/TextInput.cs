using System.Text;

namespace HateSpeech;

/// <summary>Where the texts come from: the command line, a file or standard input, one text a line.</summary>
/// <remarks>
/// An empty line is a text like any other, so that the n-th result belongs to the n-th line. Lines end with \n or \r\n; a
/// \r elsewhere belongs to its text. Bytes that are not UTF-8 become U+FFFD.
/// </remarks>
internal sealed class TextInput : IDisposable
{
    private readonly IEnumerable<string> texts;
    private readonly Stream? stream;

    private TextInput(IEnumerable<string> texts, Stream? stream) => (this.texts, this.stream) = (texts, stream);

    /// <summary>The texts in their order, read as they are asked for.</summary>
    public IEnumerable<string> Texts => stream is null ? texts : Lines(stream);

    /// <summary>How much of the input was read, from 0 to 1; <see langword="null"/> when nobody knows how much will come.</summary>
    public double? ShareRead => stream is { CanSeek: true, Length: > 0 } ? (double)stream.Position / stream.Length : null;

    /// <summary>Opens what the settings name.</summary>
    /// <exception cref="Failure">The file cannot be read.</exception>
    public static TextInput Open(Settings settings)
    {
        if (!settings.Texts.IsEmpty) return new TextInput(settings.Texts, null);
        if (settings.File is null) return new TextInput([], Console.OpenStandardInput());
        try
        {
            return new TextInput([], File.OpenRead(settings.File));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure.Runtime($"--file: {exception.Message}", exception);
        }
    }

    public void Dispose() => stream?.Dispose();

    private static IEnumerable<string> Lines(Stream stream)
    {
        using StreamReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        char[] block = new char[1 << 14];
        StringBuilder line = new();
        int read;
        while ((read = reader.Read(block)) > 0)
        {
            int start = 0, end;
            while ((end = Array.IndexOf(block, '\n', start, read - start)) >= 0)
            {
                line.Append(block, start, end - start);
                yield return Finished(line);
                start = end + 1;
            }

            line.Append(block, start, read - start);
        }

        if (line.Length > 0) yield return Finished(line);
    }

    private static string Finished(StringBuilder line)
    {
        if (line.Length > 0 && line[^1] == '\r') line.Length--;
        string text = line.ToString();
        line.Clear();
        return text;
    }
}
