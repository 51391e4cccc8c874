using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LrpGen.Images;

/// <summary>The chunks of a PNG file, found whole and in order (PNG specification, third edition, 5.2 to 5.6).</summary>
/// <remarks>
/// A file that is damaged is refused: an explanation of an image that is half black is worse than an error. Sizes are checked
/// before memory is asked for.
/// </remarks>
internal sealed class PngStructure
{
    private const int ChunkOverhead = 12;

    private static readonly uint[] CrcTable = MakeTable();

    private PngStructure(PngHeader header) => Header = header;

    /// <summary>How the pixels are stored.</summary>
    public PngHeader Header { get; }

    /// <summary>Red, green, blue of every entry; empty where there is no palette.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>The palette's alpha, or the colour that is transparent; empty where all is opaque.</summary>
    public byte[] Transparency { get; private set; } = [];

    /// <summary>The compressed pixels, in pieces of the file.</summary>
    public List<Range> Data { get; } = [];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Finds the chunks of a file.</summary>
    /// <exception cref="ImageFormatException">The file is no PNG, is damaged or cut off, or is larger than allowed.</exception>
    public static PngStructure Read(ReadOnlySpan<byte> file, long largestPixelCount)
    {
        if (!file.StartsWith(Signature)) throw new ImageFormatException(OtherFormat.Describe(file));
        int position = Signature.Length;
        PngStructure? png = null;
        while (true)
        {
            if (file.Length - position < ChunkOverhead) throw Truncated(position, file.Length);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[position..]);
            string name = Name(file.Slice(position + 4, 4), position);
            if (length > file.Length - position - ChunkOverhead) throw Truncated(position, file.Length, name, length);
            ReadOnlySpan<byte> body = file.Slice(position + 8, (int)length);
            uint stored = BinaryPrimitives.ReadUInt32BigEndian(file[(position + 8 + (int)length)..]);
            uint computed = Crc(file.Slice(position + 4, 4 + (int)length));
            if (stored != computed)
            {
                throw new ImageFormatException(string.Create(CultureInfo.InvariantCulture, $"The PNG file is damaged: chunk {name} at byte {position} has the check sum {stored:x8}, its content gives {computed:x8}."));
            }

            if ((png is null) != (name == "IHDR")) throw Misplaced(name, position);
            if (png is null) png = new(PngHeader.Read(body, largestPixelCount));
            else if (name == "IEND") break;
            else png.Take(name, body, position);
            position += ChunkOverhead + (int)length;
        }

        if (png.Data.Count == 0) throw new ImageFormatException("The PNG file holds no pixels (no IDAT chunk).");
        if (png.Header.Color == PngHeader.Palette && png.Palette.Length == 0) throw new ImageFormatException("The PNG file is damaged: its pixels are entries of a palette, and there is none.");
        return png;
    }

    private void Take(string name, ReadOnlySpan<byte> body, int position)
    {
        switch (name)
        {
            case "IDAT":
                Data.Add((position + 8)..(position + 8 + body.Length));
                break;
            case "PLTE":
                if (Palette.Length > 0 || Data.Count > 0 || Header.Color is PngHeader.Grey or PngHeader.GreyAlpha) throw Misplaced(name, position);
                int most = Header.Color == PngHeader.Palette ? 1 << Header.Depth : 256;
                if (body.Length % 3 != 0 || body.Length == 0 || body.Length > 3 * most) throw Odd(name, position, body.Length);
                Palette = body.ToArray();
                break;
            case "tRNS":
                if (Transparency.Length > 0 || Data.Count > 0) throw Misplaced(name, position);
                int needed = Header.Color switch { PngHeader.Grey => 2, PngHeader.Rgb => 6, _ => body.Length };
                bool fits = Header.Color switch
                {
                    PngHeader.Palette => body.Length > 0 && body.Length <= Palette.Length / 3,
                    PngHeader.Grey or PngHeader.Rgb => body.Length == needed,
                    _ => false,
                };
                if (!fits) throw Odd(name, position, body.Length);
                Transparency = body.ToArray();
                break;

            // A chunk whose name begins with a capital cannot be passed over: the pixels would not be what was meant.
            case [>= 'A' and <= 'Z', ..]:
                throw Misplaced(name, position);
        }
    }

    private static ImageFormatException Misplaced(string name, int position) => new(string.Create(CultureInfo.InvariantCulture, $"The PNG file is damaged: chunk {name} at byte {position} stands where it must not."));

    private static ImageFormatException Odd(string name, int position, int length) => new(string.Create(CultureInfo.InvariantCulture, $"The PNG file is damaged: chunk {name} at byte {position} has {length} bytes, which does not fit the kind of its pixels."));

    private static ImageFormatException Truncated(int position, int length, string? chunk = null, uint needed = 0) => new(chunk is null
        ? string.Create(CultureInfo.InvariantCulture, $"The PNG file is cut off: it ends at byte {length} without an IEND chunk.")
        : string.Create(CultureInfo.InvariantCulture, $"The PNG file is cut off: chunk {chunk} at byte {position} needs {needed} bytes, the file has {length} in all."));

    private static string Name(ReadOnlySpan<byte> name, int position)
    {
        foreach (byte letter in name)
        {
            if (!char.IsAsciiLetter((char)letter)) throw new ImageFormatException(string.Create(CultureInfo.InvariantCulture, $"The PNG file is damaged: there is no chunk at byte {position}."));
        }

        return Encoding.ASCII.GetString(name);
    }

    /// <summary>CRC-32 (PNG specification, annex D).</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes) crc = CrcTable[(crc ^ value) & 0xff] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint value = n;
            for (int bit = 0; bit < 8; bit++) value = (value & 1) == 1 ? 0xedb88320 ^ (value >> 1) : value >> 1;
            table[n] = value;
        }

        return table;
    }
}
