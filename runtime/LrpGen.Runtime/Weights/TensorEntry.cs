namespace LrpGen.Runtime;

/// <summary>What a safetensors header says of one tensor, checked against itself.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="DType">The stored type, in the format's own words.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="Count">Number of values: the product of the shape.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">The byte after the last one.</param>
internal sealed record TensorEntry(string Name, string DType, long[] Shape, long Count, long Begin, long End);
