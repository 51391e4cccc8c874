namespace LrpGen.Runtime;

/// <summary>One dense layer's parameters, as a checkpoint holds them.</summary>
/// <param name="Weight">W: [outputs, inputs].</param>
/// <param name="Bias">b: [outputs]; null for none.</param>
public readonly record struct LinearPart(IFloatSource Weight, IFloatSource? Bias)
{
    /// <summary>Some outputs as a layer of their own, where a checkpoint holds several layers in one tensor.</summary>
    /// <param name="first">The first output.</param>
    /// <param name="count">Number of outputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such outputs.</exception>
    public LinearPart Outputs(int first, int count) => new(new RowRangeSource(Weight, first, count), Bias is null ? null : new RowRangeSource(Bias, first, count));

    /// <summary>The layer of a weight that is stored as [inputs, outputs], as GPT-2's are.</summary>
    /// <exception cref="ArgumentException">The weight is no matrix.</exception>
    public LinearPart Transposed() => this with { Weight = new TransposedSource(Weight) };
}
