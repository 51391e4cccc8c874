namespace LrpGen.Generator.Programs;

/// <summary>A layer whose relevance is read, and restricted to channels, where that of a tensor is complete.</summary>
/// <param name="Index">Among the layers of the description.</param>
/// <param name="Norm">The weights of a batch norm between the layer and the tensor, whose factor the layer's relevance has more; null for none.</param>
internal sealed record LayerReading(int Index, string? Norm);
