namespace HateSpeech;

/// <summary>Where the texts come from: the command line, a file or standard input, one text a line.</summary>
/// <remarks>
/// An empty line is a text like any other, so that the n-th result belongs to the n-th line. Lines end with \n or \r\n; a
/// \r elsewhere belongs to its text. Bytes that are not UTF-8 are refused with their line, or become U+FFFD where that is asked for.
/// </remarks>
internal sealed class TextInput : IDisposable
{
    private readonly IEnumerable<string> texts;
    private readonly Stream? stream;

    private readonly string source;
    private readonly bool lossy;

    private TextInput(IEnumerable<string> texts, Stream? stream, Settings settings)
    {
        (this.texts, this.stream) = (texts, stream);
        (source, lossy) = (settings.File is { } file ? $"--file {Message.Quote(file)}" : "standard input", settings.Lossy);
    }

    /// <summary>The texts in their order, read as they are asked for.</summary>
    public IEnumerable<string> Texts => stream is null ? texts : Utf8Lines.Read(stream, source, lossy, ", or give --lossy to read them as U+FFFD");

    /// <summary>How much of the input was read, from 0 to 1; <see langword="null"/> when nobody knows how much will come.</summary>
    public double? ShareRead => stream is { CanSeek: true, Length: > 0 } ? (double)stream.Position / stream.Length : null;

    /// <summary>Opens what the settings name.</summary>
    /// <exception cref="Failure">The file cannot be read.</exception>
    public static TextInput Open(Settings settings)
    {
        if (!settings.Texts.IsEmpty) return new TextInput(settings.Texts, null, settings);
        if (settings.File is null) return new TextInput([], Console.OpenStandardInput(), settings);
        try
        {
            return new TextInput([], File.OpenRead(settings.File), settings);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure.Runtime($"--file: {exception.Message}", exception);
        }
    }

    public void Dispose() => stream?.Dispose();
}
