namespace LrpGen.Runtime;

/// <summary>Hands a checkpoint's tensors to generated code in the form of its fields.</summary>
/// <param name="loader">Checks every name and shape.</param>
public sealed class WeightReader(WeightLoader loader)
{
    /// <summary>A dense layer: <c>module.weight</c> [outputs, inputs] and <c>module.bias</c> [outputs].</summary>
    public LinearPart Linear(string module, int outputs, int inputs)
        => new(loader.Require(module + ".weight", outputs, inputs), loader.Require(module + ".bias", outputs));

    /// <summary>A layer norm: <c>module.weight</c> and <c>module.bias</c>.</summary>
    public NormWeights Norm(string module, int columns, float epsilon)
        => new(loader.Require(module + ".weight", columns), loader.Require(module + ".bias", columns), epsilon);

    /// <summary>An embedding table: <c>module.weight</c> [rows, columns], read where it lies.</summary>
    public EmbeddingTable Table(string module, int rows, int columns)
        => new(loader.Require(module + ".weight", rows, columns));
}
