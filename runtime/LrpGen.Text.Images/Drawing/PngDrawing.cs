using LrpGen.Runtime;
using SkiaSharp;

namespace LrpGen.Text.Images;

/// <summary>Draws pixels.</summary>
internal sealed class PngDrawing : IDrawing, IDisposable
{
    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;

    public PngDrawing(int width, int height, double scale, Rgb page)
    {
        _bitmap = new((int)Math.Ceiling(width * scale), (int)Math.Ceiling(height * scale), SKColorType.Rgba8888, SKAlphaType.Opaque);
        _canvas = new(_bitmap);
        _canvas.Clear(Color(page));
        _canvas.Scale((float)scale);
    }

    public void Fill(float x, float y, float width, float height, float radius, Rgb color)
    {
        using var paint = new SKPaint { Color = Color(color), IsAntialias = true };
        _canvas.DrawRoundRect(x, y, width, height, radius, radius, paint);
    }

    public void Line(float x, float y, float length, float thickness, LineKind kind, Rgb color)
    {
        using var paint = new SKPaint { Color = Color(color), StrokeWidth = thickness, IsStroke = true, IsAntialias = true };
        using SKPathEffect? dashes = kind == LineKind.Dashed ? SKPathEffect.CreateDash([3 * thickness, 2 * thickness], 0) : null;
        paint.PathEffect = dashes;
        _canvas.DrawLine(x, y, x + length, y, paint);
    }

    public void Frame(float x, float y, float width, float height, float radius, Rgb color)
    {
        using SKPathEffect dots = SKPathEffect.CreateDash([1.5f, 2.5f], 0);
        using var paint = new SKPaint { Color = Color(color), StrokeWidth = 1.5f, IsStroke = true, IsAntialias = true, PathEffect = dots };
        _canvas.DrawRoundRect(x, y, width, height, radius, radius, paint);
    }

    public void Glyphs(GlyphRun run, float x, float y, float size, Rgb color)
    {
        if (run.Glyphs.Length == 0) return;
        using SKFont font = run.Face.At(size);
        using var builder = new SKTextBlobBuilder();
        builder.AddPositionedRun(run.Glyphs, font, run.Points);
        using SKTextBlob? blob = builder.Build();
        if (blob is null) return;
        using var paint = new SKPaint { Color = Color(color), IsAntialias = true };
        _canvas.DrawText(blob, x, y, paint);
    }

    public byte[] ToPng()
    {
        _canvas.Flush();
        using SKData data = _bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
    }

    private static SKColor Color(Rgb color) => new(color.R, color.G, color.B);
}
