namespace LrpGen.Runtime;

/// <summary>One place where relevance stayed.</summary>
/// <param name="Kind">What took it.</param>
/// <param name="Name">The module's name in the checkpoint.</param>
/// <param name="Layer">The layer's index, null outside the layers (embeddings, head).</param>
/// <param name="Relevance">How much, with its sign.</param>
public sealed record LedgerSink(SinkKind Kind, string Name, int? Layer, double Relevance);
