namespace LrpGen.Samples;

/// <summary>What the program ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A file, the model or the output failed.</summary>
    public const int Runtime = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C: 128 + SIGINT, as shells count.</summary>
    public const int Interrupted = 130;

    /// <summary>SIGTERM: 128 + 15.</summary>
    public const int Terminated = 143;
}

/// <summary>Something that the user can mend: one line on standard error and an exit code.</summary>
internal sealed class Failure : Exception
{
    private Failure(int exitCode, string message, Exception? cause)
        : base(message, cause) => ExitCode = exitCode;

    public int ExitCode { get; }

    public static Failure Usage(string message) => new(Samples.ExitCode.Usage, message, null);

    public static Failure Runtime(string message, Exception? cause = null) => new(Samples.ExitCode.Runtime, message, cause);
}
