using System.Globalization;
using LrpGen.Runtime;

namespace LrpGen.Samples;

/// <summary>What every sample's <c>Program.cs</c> would say.</summary>
internal static class SampleProgram
{
    /// <summary>The program's name.</summary>
    public static string Name { get; } = typeof(SampleProgram).Assembly.GetName().Name!;

    /// <summary>Runs the program; a failure becomes one line on standard error and its exit code.</summary>
    public static int Run(Func<int> program)
    {
        try
        {
            return program();
        }
        catch (Failure failure)
        {
            Console.Error.WriteLine($"{Name}: {Message.OneLine(failure.Message)}");
            return failure.ExitCode;
        }
        catch (NotFiniteNumberException nothing)
        {
            // Logits that are not numbers: there is no prediction.
            Console.Error.WriteLine($"{Name}: {Message.OneLine(nothing.Message)}");
            return ExitCode.Runtime;
        }
        catch (ExplainManyException failure)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"input {failure.Index + 1}");
            Console.Error.WriteLine($"{Name}: {place}: {Message.OneLine(failure.InnerException?.Message ?? failure.Message)}");
            return ExitCode.Runtime;
        }
    }

    /// <summary>The folder of a model that the build put beside the program, so that it is found from any folder.</summary>
    public static string ModelBesideTheProgram(string name) => Path.Combine(AppContext.BaseDirectory, "models", name);

    /// <summary>Loads a model; what is wrong with its folder is a <see cref="Failure"/>.</summary>
    public static T Load<T>(string folder, Func<string, T> load)
    {
        try
        {
            // Asked first: a width that the environment names in vain is no fault of the folder.
            _ = Vectors.Default;
        }
        catch (Exception exception) when (exception is FormatException or PlatformNotSupportedException)
        {
            throw Failure.Usage(exception.Message);
        }

        try
        {
            return load(folder);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Failure.Runtime($"--model {Message.Quote(folder)}: {exception.Message}", exception);
        }
    }
}
