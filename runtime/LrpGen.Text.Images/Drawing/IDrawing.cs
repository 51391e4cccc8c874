using LrpGen.Runtime;

namespace LrpGen.Text.Images;

/// <summary>What a picture is drawn on: pixels, or SVG. Lengths are pixels at scale 1, y grows downward.</summary>
internal interface IDrawing
{
    /// <summary>Fills a rectangle with round corners.</summary>
    void Fill(float x, float y, float width, float height, float radius, Rgb color);

    /// <summary>Draws a line from left to right.</summary>
    void Line(float x, float y, float length, float thickness, LineKind kind, Rgb color);

    /// <summary>Draws a dotted frame.</summary>
    void Frame(float x, float y, float width, float height, float radius, Rgb color);

    /// <summary>Draws glyphs.</summary>
    /// <param name="run">The glyphs.</param>
    /// <param name="x">Their left end.</param>
    /// <param name="y">The base line.</param>
    /// <param name="size">The size of the letters.</param>
    /// <param name="color">The colour; pictures (emoji) have their own.</param>
    void Glyphs(GlyphRun run, float x, float y, float size, Rgb color);
}
