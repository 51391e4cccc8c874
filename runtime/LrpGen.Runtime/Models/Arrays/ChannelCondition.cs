using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>
/// Relevance is to go through some channels of a layer only: which part of the evidence do they carry (concept relevance
/// propagation, Achtibat et al. 2023)?
/// </summary>
/// <param name="Layer">The layer's name in the description: <c>features.4</c>. Its output is what the condition is about.</param>
/// <param name="Channels">The channels that keep their relevance, from 0; that of all others is dropped.</param>
public sealed record ChannelCondition(string Layer, params ImmutableArray<int> Channels);
