using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>What a checkpoint had otherwise than the model that reads it.</summary>
/// <param name="NamePrefix">What stood before every name and was taken off; empty where nothing did.</param>
/// <param name="Unused">Tensors that nobody reads, without the prefix and without those that are known to be harmless.</param>
internal sealed record CheckpointReading(string NamePrefix, ImmutableArray<string> Unused);
