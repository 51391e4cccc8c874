using System.Runtime.InteropServices;
using LrpGen.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LrpGen.Benchmarks.Reports;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    /// <summary>The processor's own name.</summary>
    public static string Processor { get; } =
        CpuInfo("model name") ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>A file name for the results on this processor. Virtual machines hide the model's name, so family and model count, too.</summary>
    public static string FileName
    {
        get
        {
            string family = CpuInfo("cpu family") is { } number ? $" family {number} model {CpuInfo("model")}" : string.Empty;
            string name = string.Concat((Processor + family).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
            return string.Join('-', name.Split('-', StringSplitOptions.RemoveEmptyEntries)) + ".md";
        }
    }

    /// <summary>Processor, vectors and versions, one a line.</summary>
    public static IReadOnlyList<string> Describe() =>
    [
        $"Processor: {Processor}, {Environment.ProcessorCount} cores",
        $"Vectors: {(int)Vectors.Default} bits in use, {string.Join(", ", Vectors.Available.Select(w => (int)w))} available",
        $"Runtime: {RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}",
        $"ONNX Runtime: {OrtEnv.Instance().GetVersionString()}",
    ];

    private static string? CpuInfo(string key)
    {
        const string File = "/proc/cpuinfo";
        return System.IO.File.Exists(File)
            ? System.IO.File.ReadLines(File)
                .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
                .FirstOrDefault(fields => fields.Length == 2 && fields[0] == key)?[1]
            : null;
    }
}
