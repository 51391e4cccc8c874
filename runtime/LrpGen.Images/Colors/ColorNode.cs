namespace LrpGen.Images;

/// <summary>A colour that a map has at a fixed place.</summary>
/// <param name="Index">The place: 0 is the lowest value, 255 the highest.</param>
/// <param name="Color">The colour there.</param>
public readonly record struct ColorNode(int Index, PixelColor Color);
