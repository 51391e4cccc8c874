using System.Globalization;
using System.Text;
using HarfBuzzSharp;
using SkiaSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace LrpGen.Text.Images;

/// <summary>Turns ranges of a text into glyphs: one run for each stretch of one piece, font, script and direction.</summary>
internal sealed class Shaper
{
    // Words have colours behind them, which need room between.
    private const float WordGap = 0.12f;

    private readonly string _text;
    private readonly float _size;
    private readonly int[] _piece;
    private readonly FontFace[] _face;
    private readonly Script[] _script;
    private readonly byte[] _level;

    /// <summary>Looks at a whole paragraph once.</summary>
    /// <param name="text">The paragraph.</param>
    /// <param name="piece">The piece of every UTF-16 unit.</param>
    /// <param name="levels">The embedding level of every unit.</param>
    /// <param name="fonts">The fonts.</param>
    /// <param name="size">The size of the letters in pixels.</param>
    public Shaper(string text, int[] piece, byte[] levels, FontSet fonts, float size)
    {
        (_text, _piece, _level, _size) = (text, piece, levels, size);
        _face = new FontFace[text.Length];
        _script = new Script[text.Length];
        ChooseScripts();
        FontFace? before = null;
        foreach ((int start, int length) in Clusters(text, 0, text.Length))
        {
            before = fonts.Choose(text.Substring(start, length), _script[start], before);
            _face.AsSpan(start, length).Fill(before);
        }
    }

    /// <summary>The grapheme clusters of a range.</summary>
    public static IEnumerable<(int Start, int Length)> Clusters(string text, int start, int end)
    {
        for (int at = start; at < end;)
        {
            int length = Math.Min(end - at, StringInfo.GetNextTextElementLength(text, at));
            yield return (at, length);
            at += length;
        }
    }

    /// <summary>Shapes a range, in the order of the text. What stands around it has its say in how letters join.</summary>
    public List<GlyphRun> Shape(int start, int end)
    {
        List<GlyphRun> runs = [];
        while (start < end)
        {
            int next = start + 1;
            while (next < end && _piece[next] == _piece[start] && _face[next] == _face[start] && _script[next] == _script[start] && _level[next] == _level[start]) next++;
            runs.Add(ShapeRun(start, next));
            start = next;
        }

        return runs;
    }

    /// <summary>How wide a range is.</summary>
    public float Measure(int start, int end) => Shape(start, end).Sum(run => run.Width);

    // Shared signs take the script before them, or else the one behind.
    private void ChooseScripts()
    {
        Script last = Script.Common;
        int unknown = 0;
        foreach ((int start, int length) in Clusters(_text, 0, _text.Length))
        {
            Rune.DecodeFromUtf16(_text.AsSpan(start), out Rune first, out _);
            Script own = ScriptNames.Of(first);
            if (!ScriptNames.IsShared(own) && ScriptNames.IsShared(last))
            {
                _script.AsSpan(unknown, start - unknown).Fill(own);
                last = own;
            }
            else if (!ScriptNames.IsShared(own)) last = own;

            _script.AsSpan(start, length).Fill(ScriptNames.IsEmoji(_text.AsSpan(start, length)) ? Script.Common : last);
        }
    }

    private GlyphRun ShapeRun(int start, int end)
    {
        FontFace face = _face[start];
        float scale = _size / face.UnitsPerEm;
        using var buffer = new Buffer();
        buffer.AddUtf16(_text, start, end - start);
        buffer.Direction = _level[start] % 2 == 1 ? Direction.RightToLeft : Direction.LeftToRight;
        buffer.Script = _script[start];
        buffer.ClusterLevel = ClusterLevel.MonotoneGraphemes;
        lock (face.ShapingLock) face.Shaping.Shape(buffer);
        GlyphInfo[] infos = buffer.GlyphInfos;
        GlyphPosition[] positions = buffer.GlyphPositions;
        var glyphs = new ushort[infos.Length];
        var points = new SKPoint[infos.Length];
        float x = 0;
        for (int i = 0; i < infos.Length; i++)
        {
            glyphs[i] = (ushort)infos[i].Codepoint;
            points[i] = new(x + (positions[i].XOffset * scale), -positions[i].YOffset * scale);
            x += positions[i].XAdvance * scale;
            if (char.IsWhiteSpace(_text[(int)infos[i].Cluster])) x += WordGap * _size;
        }

        return new(face, glyphs, points, x, _level[start], _piece[start], start, end);
    }
}
