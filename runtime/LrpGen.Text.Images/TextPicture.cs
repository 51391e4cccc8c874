using LrpGen.Runtime;

namespace LrpGen.Text.Images;

/// <summary>Puts a picture together: header, text, legend, one below the other.</summary>
internal sealed class TextPicture
{
    private const int LargestSide = 32767;
    private const float LineGap = 0.55f, SmallSize = 0.62f;

    private readonly TextExplanation _explanation;
    private readonly TextPictureOptions _options;
    private readonly RelevanceColors _colors;
    private readonly Rgb _soft;
    private readonly float _size, _small, _margin;
    private readonly List<Block> _blocks = [];
    private readonly PicturePieces _pieces;

    public TextPicture(TextExplanation explanation, TextPictureOptions options)
    {
        Check(options.Width, 120, 8192, nameof(options.Width));
        Check(options.FontSize, 6, 200, nameof(options.FontSize));
        Check(options.Scale, 0.25, 8, nameof(options.Scale));
        (_explanation, _options) = (explanation, options);
        bool dark = options.Theme == PictureTheme.Dark;
        _colors = dark ? options.Palette.Dark : options.Palette.Light;
        _soft = (dark ? HtmlChrome.Dark : HtmlChrome.Light).Soft;
        (_size, _small) = ((float)options.FontSize, Math.Max(6, SmallSize * (float)options.FontSize));
        _margin = Math.Min(_size, 0.1f * options.Width);
        _pieces = new(explanation, options, _colors, _soft);
        var fonts = new FontSet(options);
        if (options.Header) AddText(_pieces.Header(), fonts, _small);
        for (int sequence = 0; sequence < (explanation.Pair is null ? 1 : 2); sequence++)
        {
            if (explanation.Pair is not null) AddText([new(sequence == 0 ? "First text" : "Second text", _soft)], fonts, _small);
            AddText(_pieces.Text(sequence), fonts, _size);
        }

        foreach (string note in _pieces.Notes()) AddText([new(note, _colors.Text)], fonts, _small);
        if (options.Legend) AddLegend(fonts);
    }

    private float Inner => _options.Width - (2 * _margin);

    private int Height => (int)Math.Ceiling((2 * _margin) + _blocks.Sum(block => block.Height) + (Math.Max(0, _blocks.Count - 1) * 0.5f * _size));

    public byte[] ToPng()
    {
        double side = Math.Max(_options.Width, Height) * _options.Scale;
        if (side > LargestSide) throw new ArgumentException($"The picture would have {side:F0} pixels on one side, and may have {LargestSide}: choose a smaller Scale or FontSize, or a larger Width.");
        using var drawing = new PngDrawing(_options.Width, Height, _options.Scale, _colors.Page);
        Draw(drawing);
        return drawing.ToPng();
    }

    public string ToSvg()
    {
        var svg = new SvgDrawing(_options.Width, Height, _colors.Page);
        Draw(svg.Drawing);
        return svg.ToSvg(_pieces.Meaning, _pieces.PlainText);
    }

    private static void Check(double value, double low, double high, string name)
    {
        if (!(value >= low && value <= high)) throw new ArgumentException(FormattableString.Invariant($"{name}: found {value}, needed {low} to {high}."), name);
    }

    private void AddText(IReadOnlyList<TextPiece> pieces, FontSet fonts, float size)
    {
        List<TextLine> lines = TextLayout.Lines(pieces, fonts, size, Inner);
        _blocks.Add(new(lines.Sum(line => line.Ascent + line.Descent + (LineGap * size)), (drawing, top) => DrawLines(drawing, lines, pieces, size, top)));
    }

    private void AddLegend(FontSet fonts)
    {
        AddText([new(_pieces.Meaning, _colors.Text)], fonts, _small);
        string full = _pieces.Figures.Signed(_pieces.Full);
        List<TextLine> low = TextLayout.Lines([new(_pieces.Figures.Signed(-_pieces.Full), _soft)], fonts, _small, Inner), high = TextLayout.Lines([new(full, _soft)], fonts, _small, Inner);
        float step = Math.Min(0.5f * _small, Inner / 120);
        _blocks.Add(new(1.6f * _small, (drawing, top) =>
        {
            float baseLine = top + low[0].Ascent, x = _margin + DrawRuns(drawing, low[0], _margin, baseLine, _small) + (0.6f * _small);
            for (int level = -RelevanceColors.Levels; level <= RelevanceColors.Levels; level++)
            {
                drawing.Fill(x, baseLine - (0.75f * _small), step + 0.3f, 0.85f * _small, 0, _colors[level]);
                x += step;
            }

            DrawRuns(drawing, high[0], x + (0.6f * _small), baseLine, _small);
        }));
    }

    private float DrawRuns(IDrawing drawing, TextLine line, float x, float baseLine, float size)
    {
        foreach (PlacedRun run in line.Runs) drawing.Glyphs(run.Run, x + run.X, baseLine, size, _soft);
        return line.Runs.Sum(run => run.Run.Width);
    }

    private void Draw(IDrawing drawing)
    {
        float top = _margin;
        foreach (Block block in _blocks)
        {
            block.Draw(drawing, top);
            top += block.Height + (0.5f * _size);
        }
    }

    private void DrawLines(IDrawing drawing, List<TextLine> lines, IReadOnlyList<TextPiece> pieces, float size, float top)
    {
        foreach (TextLine line in lines)
        {
            float baseLine = top + (0.5f * LineGap * size) + line.Ascent;
            foreach ((int piece, float left, float right) in Stretches(line)) DrawBehind(drawing, pieces[piece], left, right, baseLine, line, size);
            foreach (PlacedRun run in line.Runs) drawing.Glyphs(run.Run, _margin + run.X, baseLine, size, pieces[run.Run.Piece].Ink);
            foreach ((int piece, float left, float right) in Stretches(line))
            {
                if (pieces[piece].IsStruck) drawing.Line(left, baseLine - (0.3f * size), right - left, Math.Max(1, size / 20), LineKind.Solid, pieces[piece].Ink);
            }

            top += line.Ascent + line.Descent + (LineGap * size);
        }
    }

    // A word whose letters are of two fonts is one stretch; one that runs both ways may be two.
    private IEnumerable<(int Piece, float Left, float Right)> Stretches(TextLine line)
    {
        for (int i = 0; i < line.Runs.Count;)
        {
            int piece = line.Runs[i].Run.Piece;
            float left = line.Runs[i].X, right = left;
            while (i < line.Runs.Count && line.Runs[i].Run.Piece == piece) right += line.Runs[i++].Run.Width;
            yield return (piece, _margin + left, _margin + right);
        }
    }

    private static void DrawBehind(IDrawing drawing, TextPiece piece, float left, float right, float baseLine, TextLine line, float size)
    {
        float pad = 0.08f * size, top = baseLine - line.Ascent, bottom = baseLine + line.Descent, thickness = Math.Max(1, size / 12);
        if (piece.Back is { } back) drawing.Fill(left - pad, top, right - left + (2 * pad), bottom - top, 0.15f * size, back);
        if (piece.Line != LineKind.None) drawing.Line(left - pad, bottom - (0.5f * thickness), right - left + (2 * pad), thickness, piece.Line, piece.LineInk);
        if (piece.IsDotted) drawing.Frame(left - pad, top - 1, right - left + (2 * pad), bottom - top + 2, 0.15f * size, piece.Ink);
    }

    private sealed record Block(float Height, Action<IDrawing, float> Draw);
}
