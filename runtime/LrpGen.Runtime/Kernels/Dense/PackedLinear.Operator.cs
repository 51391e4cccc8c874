namespace LrpGen.Runtime;

/// <content>The dense layer as an operator of the relevance rules: every row is a sample.</content>
public sealed unsafe partial class PackedLinear : ILinearOperator
{
    /// <inheritdoc/>
    int ILinearOperator.InputPositions => 1;

    /// <inheritdoc/>
    int ILinearOperator.OutputPositions => 1;

    /// <inheritdoc/>
    public void Forward(Matrix x, WeightMap map, InputMap inputs, bool withBias, Matrix y, Workers workers) =>
        Linear.Forward(x, this, map, inputs, withBias, y, workers);

    /// <inheritdoc/>
    public void Adjoint(Matrix g, WeightMap map, Matrix gIn, bool accumulate, Workers workers) =>
        Linear.Adjoint(g, this, map, gIn, accumulate, workers);
}
