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
    public static IEnumerable<DiagnosticInfo> Check(EncoderSpec spec, string path)
    {
        bool isDistilBert = spec.ModelType == "distilbert";
        (string Key, int Value, string Unit, int Limit)[] sizes =
        [
            (isDistilBert ? "n_layers" : "num_hidden_layers", spec.NumHiddenLayers, "layers", Layers),
            (isDistilBert ? "dim" : "hidden_size", spec.HiddenSize, "columns", Columns),
            (isDistilBert ? "hidden_dim" : "intermediate_size", spec.IntermediateSize, "columns", Columns),
            .. spec.EmbeddingSize == spec.HiddenSize ? [] : new[] { ("embedding_size", spec.EmbeddingSize, "columns", Columns) },
        ];
        return sizes
            .Where(size => size.Value > size.Limit)
            .Select(size => DiagnosticInfo.Create(
                DiagnosticCatalog.SizeTooLarge, path, size.Key, $"{Text(size.Value)} {size.Unit}", Text(size.Limit)));
    }

    /// <summary>
    /// Offsets in a workspace are integers, so all buffers of a token must have room below the largest one. Their sum is
    /// an upper bound: buffers that do not live at the same time share memory.
    /// </summary>
    public static IEnumerable<DiagnosticInfo> Check(ModelProgram program, string path)
    {
        long floats = program.Forward.Concat(program.Passes.SelectMany(pass => pass.Procedures))
            .SelectMany(procedure => procedure.Steps)
            .SelectMany(step => step.Buffers)
            .Select(argument => argument.Slice.Buffer)
            .Distinct()
            .Sum(buffer => (long)buffer.Stride);
        if (floats > int.MaxValue)
        {
            yield return DiagnosticInfo.Create(
                DiagnosticCatalog.SizeTooLarge, path, "the workspace of one token", $"{Text(floats)} floats", Text(int.MaxValue));
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
