namespace LrpGen.Generator.Reading.Specs;

/// <summary>What a description says: a <see cref="ConfigSpec"/> or a <see cref="LayerGraphs.LayerGraphSpec"/>.</summary>
internal abstract record ModelSpec;
