using System.Buffers.Binary;
using System.Text;

namespace LrpGen.Text.Images.Tests;

/// <summary>
/// A font of black bars, made here: pictures are then the same on every machine, fonts or none. A letter is half as wide as it is
/// high; the box of a letter that is missing is as wide as high.
/// </summary>
internal static class TestFont
{
    public const int UnitsPerEm = 1000, LetterWidth = 500, BoxWidth = 1000;

    private static readonly string Folder = Directory.CreateTempSubdirectory("lrpgen-fonts-").FullName;

    /// <summary>ASCII, signs of the views, and Hebrew.</summary>
    public static string Latin { get; } = Write("latin.ttf", [.. Range(0x20, 0x7e), 0x2212, 0x201c, 0x201d, 0x2026, .. Range(0x5d0, 0x5ea)]);

    private static IEnumerable<int> Range(int first, int last) => Enumerable.Range(first, last - first + 1);

    private static string Write(string name, int[] codePoints)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, Make([.. codePoints.Order()]));
        return path;
    }

    // OpenType 1.9. Tables that only editors need are left out.
    private static byte[] Make(int[] codePoints)
    {
        byte[] box = Rectangle(BoxWidth), bar = Rectangle(LetterWidth), gap = [];
        byte[][] glyphs = [box, .. codePoints.Select(codePoint => codePoint == ' ' ? gap : bar)];
        var loca = new Table();
        int offset = 0;
        loca.Long(0);
        foreach (byte[] glyph in glyphs) loca.Long(offset += glyph.Length);
        var hmtx = new Table();
        for (int i = 0; i < glyphs.Length; i++) hmtx.Short(i == 0 ? BoxWidth : LetterWidth).Short(50);
        var cmap = new Table();
        cmap.Short(0).Short(1).Short(3).Short(10).Long(12).Short(12).Short(0).Long(16 + (12 * codePoints.Length)).Long(0).Long(codePoints.Length);
        for (int i = 0; i < codePoints.Length; i++) cmap.Long(codePoints[i]).Long(codePoints[i]).Long(i + 1);
        (string Tag, byte[] Data)[] tables =
        [
            ("cmap", cmap.Bytes),
            ("glyf", [.. glyphs.SelectMany(glyph => glyph)]),
            ("head", new Table().Long(0x10000).Long(0x10000).Long(0).Long(0x5f0f3cf5).Short(0).Short(UnitsPerEm).Long(0).Long(0).Long(0).Long(0).Short(0).Short(0).Short(BoxWidth).Short(800).Short(0).Short(8).Short(2).Short(1).Short(0).Bytes),
            ("hhea", new Table().Long(0x10000).Short(900).Short(-250).Short(0).Short(BoxWidth).Short(50).Short(50).Short(950).Short(1).Short(0).Short(0).Long(0).Long(0).Short(0).Short(glyphs.Length).Bytes),
            ("hmtx", hmtx.Bytes),
            ("loca", loca.Bytes),
            ("maxp", new Table().Long(0x10000).Short(glyphs.Length).Short(4).Short(1).Short(0).Short(0).Short(2).Short(0).Short(0).Short(0).Short(0).Short(0).Short(0).Short(0).Short(0).Bytes),
            ("post", new Table().Long(0x30000).Long(0).Long(0).Long(0).Long(0).Long(0).Long(0).Long(0).Bytes),
        ];
        var file = new Table();
        file.Long(0x10000).Short(tables.Length).Short(128).Short(3).Short((tables.Length * 16) - 128);
        int at = 12 + (16 * tables.Length);
        foreach ((string tag, byte[] data) in tables)
        {
            file.Text(tag).Long(0).Long(at).Long(data.Length);
            at += (data.Length + 3) & ~3;
        }

        foreach ((_, byte[] data) in tables) file.Append(data).Append(new byte[-data.Length & 3]);
        return file.Bytes;
    }

    // One contour of four points, from 50 to the width less 50 and from 0 to 700.
    private static byte[] Rectangle(int width) => new Table()
        .Short(1).Short(50).Short(0).Short(width - 50).Short(700)
        .Short(3).Short(0)
        .Append([1, 1, 1, 1])
        .Short(50).Short(0).Short(width - 100).Short(0)
        .Short(0).Short(700).Short(0).Short(-700)
        .Append(new byte[2])
        .Bytes;

    private sealed class Table
    {
        private readonly List<byte> _bytes = [];

        public byte[] Bytes => [.. _bytes];

        public Table Short(int value)
        {
            Span<byte> bytes = stackalloc byte[2];
            BinaryPrimitives.WriteInt16BigEndian(bytes, (short)value);
            return Append(bytes.ToArray());
        }

        public Table Long(int value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            return Append(bytes.ToArray());
        }

        public Table Text(string text) => Append(Encoding.ASCII.GetBytes(text));

        public Table Append(byte[] bytes)
        {
            _bytes.AddRange(bytes);
            return this;
        }
    }
}
