using System.Diagnostics;
using System.Text;

namespace LrpGen.Samples.Tests;

/// <summary>What a run of the sample left behind.</summary>
internal sealed record SampleRun(string Program, int ExitCode, string Output, string Error)
{
    /// <summary>Lines of standard output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The one line on standard error that a failure has.</summary>
    public string ErrorLine
    {
        get
        {
            string line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.StartsWith($"{Program}: ", line, StringComparison.Ordinal);
            return line;
        }
    }
}

/// <summary>Runs a sample as a user would: as a program of its own, from a folder of its own.</summary>
/// <param name="name">The program.</param>
/// <param name="model">The folder of its model.</param>
/// <param name="variables">What its environment has beyond that of the tests.</param>
internal sealed class Sample(string name, string model, params (string Name, string Value)[] variables)
{
    public static Sample HateSpeech { get; } = new("HateSpeech", "hate-xlmr-mini");

    public static Sample BreastCancer { get; } = new("BreastCancer", "breast-cancer-mlp");

    public static Sample Digits { get; } = new("Digits", "digits-cnn");

    public static Sample Patches { get; } = new("Patches", "patches-cnn");

    /// <summary>The model that the sample finds beside itself.</summary>
    public string ModelFolder { get; } = Path.Combine(AppContext.BaseDirectory, "models", model);

    /// <summary>The sample in an environment with one variable more.</summary>
    public Sample With(string variable, string value) => new(name, model, [.. variables, (variable, value)]);

    /// <summary>Runs the sample with nothing on standard input.</summary>
    public SampleRun Run(params string[] arguments) => RunWithInput("", arguments);

    /// <summary>Runs the sample with a text on standard input.</summary>
    public SampleRun RunWithInput(string input, params string[] arguments) => RunWithInput(Encoding.UTF8.GetBytes(input), arguments);

    /// <summary>Runs the sample with bytes on standard input.</summary>
    public SampleRun RunWithInput(byte[] input, params string[] arguments)
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
        return new SampleRun(name, process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts the sample with all three streams in the test's hands.</summary>
    public Process Start(params string[] arguments)
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
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach ((string variable, string value) in variables) start.Environment[variable] = value;
        return Process.Start(start)!;
    }
}
