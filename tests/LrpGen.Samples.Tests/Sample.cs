using System.Diagnostics;
using System.Text;

namespace LrpGen.Samples.Tests;

/// <summary>What a run of the sample left behind.</summary>
internal sealed record SampleRun(int ExitCode, string Output, string Error)
{
    /// <summary>Lines of standard output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The one line on standard error that a failure has.</summary>
    public string ErrorLine
    {
        get
        {
            string line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.StartsWith("HateSpeech: ", line, StringComparison.Ordinal);
            return line;
        }
    }
}

/// <summary>Runs the sample as a user would: as a program of its own, from a folder of its own.</summary>
internal static class Sample
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "HateSpeech.dll");

    /// <summary>The model that the sample finds beside itself.</summary>
    public static string ModelFolder { get; } = Path.Combine(AppContext.BaseDirectory, "models", "hate-xlmr-mini");

    /// <summary>Runs the sample with nothing on standard input.</summary>
    public static SampleRun Run(params string[] arguments) => RunWithInput("", arguments);

    /// <summary>Runs the sample with a text on standard input.</summary>
    public static SampleRun RunWithInput(string input, params string[] arguments) => RunWithInput(Encoding.UTF8.GetBytes(input), arguments);

    /// <summary>Runs the sample with bytes on standard input.</summary>
    public static SampleRun RunWithInput(byte[] input, params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program that ends at once, with a usage error, does not read what it is given.
        }

        process.WaitForExit();
        return new SampleRun(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts the sample with all three streams in the test's hands.</summary>
    public static Process Start(params string[] arguments)
    {
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
        ProcessStartInfo start = new("dotnet")
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
        };
        start.ArgumentList.Add(Program);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }
}
