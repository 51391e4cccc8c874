using System.Globalization;
using System.Text;
using System.Xml;
using LrpGen.Runtime;
using SkiaSharp;

namespace LrpGen.Text.Images;

/// <summary>Draws SVG: letters are outlines, each of which is written once, and pictures (emoji) are small PNGs, so that no font is needed.</summary>
internal sealed class SvgDrawing(int width, int height, Rgb page)
{
    private const float PictureSize = 96;

    private readonly List<Action<XmlWriter>> _body = [];
    private readonly List<Action<XmlWriter>> _definitions = [];
    private readonly Dictionary<(FontFace Face, ushort Glyph, float Size), string?> _names = [];

    /// <summary>What draws into it.</summary>
    public IDrawing Drawing => new Recorder(this);

    /// <summary>The document.</summary>
    /// <param name="title">What a reader without eyes is told first.</param>
    /// <param name="description">The text.</param>
    public string ToSvg(string title, string description)
    {
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.None };
        using (var xml = XmlWriter.Create(text, settings))
        {
            xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
            Attribute(xml, "width", width);
            Attribute(xml, "height", height);
            xml.WriteAttributeString("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}"));
            xml.WriteAttributeString("role", "img");
            Break(xml);
            xml.WriteElementString("title", title);
            Break(xml);
            xml.WriteElementString("desc", description);
            Break(xml);
            xml.WriteStartElement("defs");
            foreach (Action<XmlWriter> definition in _definitions) definition(xml);
            xml.WriteEndElement();
            Break(xml);
            Rectangle(xml, 0, 0, width, height, 0, page);
            foreach (Action<XmlWriter> part in _body)
            {
                Break(xml);
                part(xml);
            }

            Break(xml);
            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static void Break(XmlWriter xml) => xml.WriteWhitespace("\n");

    private static void Attribute(XmlWriter xml, string name, float value) => xml.WriteAttributeString(name, value.ToString("0.###", CultureInfo.InvariantCulture));

    private static void Rectangle(XmlWriter xml, float x, float y, float width, float height, float radius, Rgb? fill)
    {
        xml.WriteStartElement("rect");
        Attribute(xml, "x", x);
        Attribute(xml, "y", y);
        Attribute(xml, "width", width);
        Attribute(xml, "height", height);
        if (radius > 0) Attribute(xml, "rx", radius);
        if (fill is { } color) xml.WriteAttributeString("fill", "#" + color.Hex);
        if (fill is not null) xml.WriteEndElement();
    }

    /// <summary>The name of a glyph's definition; null for one without ink.</summary>
    private string? Define(FontFace face, ushort glyph, float size)
    {
        if (_names.TryGetValue((face, glyph, size), out string? known)) return known;
        string name = string.Create(CultureInfo.InvariantCulture, $"g{_names.Count}");
        return _names[(face, glyph, size)] = DefineOutline(face, glyph, size, name) || (face.HasColor && DefinePicture(face, glyph, size, name)) ? name : null;
    }

    private bool DefineOutline(FontFace face, ushort glyph, float size, string name)
    {
        if (face.HasColor) return false;
        using SKFont font = face.At(size);
        using SKPath? path = font.GetGlyphPath(glyph);
        if (path is null || path.IsEmpty) return false;
        string outline = path.ToSvgPathData();
        _definitions.Add(xml =>
        {
            xml.WriteStartElement("path");
            xml.WriteAttributeString("id", name);
            xml.WriteAttributeString("d", outline);
            xml.WriteEndElement();
        });
        return true;
    }

    private bool DefinePicture(FontFace face, ushort glyph, float size, string name)
    {
        using SKFont font = face.At(PictureSize);
        font.GetGlyphWidths([glyph], out SKRect[] bounds);
        SKRect box = bounds[0];
        if (box.IsEmpty) return false;
        using var bitmap = new SKBitmap((int)Math.Ceiling(box.Width), (int)Math.Ceiling(box.Height), SKColorType.Rgba8888, SKAlphaType.Premul);
        using (var canvas = new SKCanvas(bitmap))
        {
            using var builder = new SKTextBlobBuilder();
            builder.AddPositionedRun([glyph], font, [new SKPoint(-box.Left, -box.Top)]);
            using SKTextBlob? blob = builder.Build();
            using var paint = new SKPaint { IsAntialias = true };
            if (blob is not null) canvas.DrawText(blob, 0, 0, paint);
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        string data = "data:image/png;base64," + Convert.ToBase64String(png.Span);
        (float scale, int columns, int rows) = (size / PictureSize, bitmap.Width, bitmap.Height);
        _definitions.Add(xml =>
        {
            xml.WriteStartElement("image");
            xml.WriteAttributeString("id", name);
            Attribute(xml, "x", box.Left * scale);
            Attribute(xml, "y", box.Top * scale);
            Attribute(xml, "width", columns * scale);
            Attribute(xml, "height", rows * scale);
            xml.WriteAttributeString("href", data);
            xml.WriteEndElement();
        });
        return true;
    }

    private sealed class Recorder(SvgDrawing svg) : IDrawing
    {
        public void Fill(float x, float y, float width, float height, float radius, Rgb color) =>
            svg._body.Add(xml => Rectangle(xml, x, y, width, height, radius, color));

        public void Line(float x, float y, float length, float thickness, LineKind kind, Rgb color) => svg._body.Add(xml =>
        {
            xml.WriteStartElement("line");
            Attribute(xml, "x1", x);
            Attribute(xml, "y1", y);
            Attribute(xml, "x2", x + length);
            Attribute(xml, "y2", y);
            xml.WriteAttributeString("stroke", "#" + color.Hex);
            Attribute(xml, "stroke-width", thickness);
            if (kind == LineKind.Dashed) xml.WriteAttributeString("stroke-dasharray", string.Create(CultureInfo.InvariantCulture, $"{3 * thickness:0.###} {2 * thickness:0.###}"));
            xml.WriteEndElement();
        });

        public void Frame(float x, float y, float width, float height, float radius, Rgb color) => svg._body.Add(xml =>
        {
            Rectangle(xml, x, y, width, height, radius, fill: null);
            xml.WriteAttributeString("fill", "none");
            xml.WriteAttributeString("stroke", "#" + color.Hex);
            xml.WriteAttributeString("stroke-width", "1.5");
            xml.WriteAttributeString("stroke-dasharray", "1.5 2.5");
            xml.WriteEndElement();
        });

        public void Glyphs(GlyphRun run, float x, float y, float size, Rgb color)
        {
            (string Name, SKPoint At)[] uses = [.. run.Glyphs.Zip(run.Points)
                .Select(glyph => (Name: svg.Define(run.Face, glyph.First, size), glyph.Second))
                .Where(glyph => glyph.Name is not null)
                .Select(glyph => (glyph.Name!, glyph.Second))];
            if (uses.Length == 0) return;
            svg._body.Add(xml =>
            {
                xml.WriteStartElement("g");
                xml.WriteAttributeString("fill", "#" + color.Hex);
                foreach ((string name, SKPoint at) in uses)
                {
                    xml.WriteStartElement("use");
                    xml.WriteAttributeString("href", "#" + name);
                    Attribute(xml, "x", x + at.X);
                    Attribute(xml, "y", y + at.Y);
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            });
        }
    }
}
