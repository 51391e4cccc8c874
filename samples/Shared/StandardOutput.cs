using LrpGen.Runtime;
using Microsoft.Win32.SafeHandles;

namespace LrpGen.Samples;

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

    /// <summary>How heat maps look here: colour where the terminal has it and nobody forbids it.</summary>
    /// <param name="plain">Whether colour is forbidden.</param>
    public static AnsiOptions View(bool plain) => AnsiOptions.FromEnvironment(!plain && !Console.IsOutputRedirected, Columns);

    /// <summary>Runs what writes to standard output.</summary>
    /// <returns>False when nobody reads any more: then there is no need to go on.</returns>
    /// <exception cref="Failure">Standard output failed in another way.</exception>
    public static bool TryWrite(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (IOException exception) when (!OperatingSystem.IsWindows() && exception.HResult == BrokenPipe)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure.Runtime($"standard output: {exception.Message}", exception);
        }
    }

    /// <summary>Columns of the terminal, 80 where there is none.</summary>
    private static int Columns
    {
        get
        {
            try
            {
                return !Console.IsOutputRedirected && Console.WindowWidth > 0 ? Console.WindowWidth : 80;
            }
            catch (IOException)
            {
                return 80;
            }
        }
    }
}
