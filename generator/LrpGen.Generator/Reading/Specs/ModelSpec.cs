namespace LrpGen.Generator.Reading.Specs;

/// <summary>What a description says: an <see cref="EncoderSpec"/> or a <see cref="LayerGraphs.LayerGraphSpec"/>.</summary>
internal abstract record ModelSpec;
