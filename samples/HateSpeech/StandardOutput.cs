using Microsoft.Win32.SafeHandles;

namespace HateSpeech;

/// <summary>Standard output as bytes, which knows when its reader has gone.</summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32; // EPIPE

    /// <summary>
    /// Opens standard output. The console's own stream drops what a closed pipe does not take and goes on, so that
    /// <c>… | head</c> would explain a whole file for nothing. A file keeps the console's stream, which writes at the
    /// position that the shell's other commands share.
    /// </summary>
    public static Stream Open()
    {
        if (!OperatingSystem.IsWindows())
        {
            try
            {
                FileStream stream = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
                if (!stream.CanSeek) return stream;
            }
            catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
            {
                // Standard output was closed by whoever started the program: the console's stream swallows everything.
            }
        }

        return Console.OpenStandardOutput();
    }

    /// <summary>Whether standard output is a file on disk: then nothing that it gets comes by on a terminal.</summary>
    public static bool IsFile(Stream output) => Console.IsOutputRedirected && (OperatingSystem.IsWindows() || output is not FileStream);

    /// <summary>Whether a write failed because nobody reads any more.</summary>
    public static bool ReaderHasGone(IOException exception) => !OperatingSystem.IsWindows() && exception.HResult == BrokenPipe;
}
