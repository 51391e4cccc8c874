using System.Text;
using HarfBuzzSharp;
using SkiaSharp;

namespace LrpGen.Text.Images;

/// <summary>A font of a file: for SkiaSharp, which draws it, and for HarfBuzz, which shapes it.</summary>
internal sealed class FontFace
{
    private static readonly uint[] ColorTables = [Tag("CBDT"), Tag("sbix"), Tag("COLR"), Tag("SVG ")];

    private readonly Lazy<HarfBuzzSharp.Font> _shaping;

    private FontFace(SKTypeface typeface, string path)
    {
        Typeface = typeface;
        _shaping = new(() => ShapingOf(path, typeface.UnitsPerEm));
        HasColor = typeface.TryGetTableTags(out uint[] tables) && ColorTables.Any(tables.Contains);
    }

    public SKTypeface Typeface { get; }

    /// <summary>Shapes in units of the font; use it under <see cref="ShapingLock"/>.</summary>
    public HarfBuzzSharp.Font Shaping => _shaping.Value;

    /// <summary>True if its glyphs may be pictures, which outlines do not show.</summary>
    public bool HasColor { get; }

    public Lock ShapingLock { get; } = new();

    public int UnitsPerEm => Typeface.UnitsPerEm;

    /// <summary>The font of a file; null where it is none.</summary>
    public static FontFace? Open(string path)
    {
        SKTypeface? typeface = SKTypeface.FromFile(path, 0);
        return typeface is null || typeface.UnitsPerEm <= 0 ? null : new(typeface, path);
    }

    public bool Has(Rune rune)
    {
        using var font = new SKFont(Typeface);
        return font.ContainsGlyph(rune.Value);
    }

    /// <summary>The font at a size, without hinting: letters keep their width on every machine.</summary>
    public SKFont At(float size) => new(Typeface, size) { Subpixel = true, Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None };

    private static HarfBuzzSharp.Font ShapingOf(string path, int unitsPerEm)
    {
        using Blob blob = Blob.FromFile(path);
        var font = new HarfBuzzSharp.Font(new Face(blob, 0));
        font.SetScale(unitsPerEm, unitsPerEm);
        font.SetFunctionsOpenType();
        return font;
    }

    private static uint Tag(string name) => ((uint)name[0] << 24) | ((uint)name[1] << 16) | ((uint)name[2] << 8) | name[3];
}
