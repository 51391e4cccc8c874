namespace LrpGen.Runtime;

/// <summary>One dense layer's parameters, as a checkpoint holds them.</summary>
/// <param name="Weight">W: [outputs, inputs].</param>
/// <param name="Bias">b: [outputs]; null for none.</param>
public readonly record struct LinearPart(IFloatSource Weight, IFloatSource? Bias);
