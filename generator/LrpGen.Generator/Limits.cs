using System.Globalization;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator;

/// <summary>Sizes that generated code and the runtime could not address (LRP0401).</summary>
internal static class Limits
{
    /// <summary>Every layer becomes a file. Published encoders have fewer than a hundred.</summary>
    public const int Layers = 1000;

    /// <summary>What the runtime's packed weights take as inputs of one product, padding and blocks of 16 included.</summary>
    public const int Columns = int.MaxValue / 32;

    /// <summary>What is too large in a description, before anything is made of it.</summary>
    public static IEnumerable<DiagnosticInfo> Check(ConfigSpec spec, string path) => spec.Sizes()
        .Select(size => (size.Key, size.Value, Unit: size.Unit == SizeUnit.Layers ? "layers" : "columns", Limit: size.Unit == SizeUnit.Layers ? Layers : Columns))
        .Where(size => size.Value > size.Limit)
        .Select(size => DiagnosticInfo.Create(
            DiagnosticCatalog.SizeTooLarge, path, size.Key, $"{Text(size.Value)} {size.Unit}", Text(size.Limit)));

    /// <summary>
    /// Floats for every token of a text, which nobody has. Their sum is an upper bound: buffers that do not live at the same
    /// time share memory.
    /// </summary>
    public static IEnumerable<DiagnosticInfo> Check(ModelProgram program, string path)
    {
        long floats = BuffersOf(program).Sum(buffer => buffer.Stride);
        if (floats > int.MaxValue)
        {
            yield return DiagnosticInfo.Create(
                DiagnosticCatalog.SizeTooLarge, path, "the workspace of one token", $"{Text(floats)} floats", Text(int.MaxValue));
        }
    }

    /// <summary>
    /// A kernel sees a buffer of one sample as one run of memory, which an integer counts. Their sum has room: offsets are long.
    /// </summary>
    public static IEnumerable<DiagnosticInfo> CheckBuffers(ModelProgram program, string path) => BuffersOf(program)
        .Where(buffer => buffer.Stride > int.MaxValue)
        .GroupBy(buffer => buffer.Stride)
        .Select(size => DiagnosticInfo.Create(
            DiagnosticCatalog.SizeTooLarge,
            path,
            $"{size.First().Name}: the memory of one sample",
            $"{Text(size.Key)} floats ({Text(size.First().Positions)} positions of {Text(size.First().Columns)} channels, padded to whole vectors)",
            Text(int.MaxValue)));

    private static IEnumerable<Programs.Buffer> BuffersOf(ModelProgram program)
        => program.Forward.Concat(program.Passes.SelectMany(pass => pass.Procedures))
            .SelectMany(procedure => procedure.Steps)
            .SelectMany(step => step.Buffers)
            .Select(argument => argument.Slice.Buffer)
            .Distinct();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
