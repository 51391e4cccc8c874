using SkiaSharp;

namespace LrpGen.Text.Images;

/// <summary>Shaped glyphs of one font, direction and piece, from left to right.</summary>
/// <param name="Face">The font.</param>
/// <param name="Glyphs">The glyphs' numbers in the font.</param>
/// <param name="Points">Where each stands, from the run's left end on the base line; y grows downward.</param>
/// <param name="Width">How wide the run is.</param>
/// <param name="Level">Its embedding level.</param>
/// <param name="Piece">The index of its piece.</param>
/// <param name="Start">Its first UTF-16 unit in the text.</param>
/// <param name="End">One past its last.</param>
internal sealed record GlyphRun(FontFace Face, ushort[] Glyphs, SKPoint[] Points, float Width, byte Level, int Piece, int Start, int End);
