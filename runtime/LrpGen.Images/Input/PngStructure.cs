using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LrpGen.Images;

/// <summary>Checks a PNG file before a decoder sees it (PNG specification, third edition, 5.2 to 5.6).</summary>
/// <remarks>
/// Decoders are lenient: they skip wrong check sums and fill what is missing with black, and an explanation of a half
/// black image is worse than an error. Sizes are checked before memory is asked for.
/// </remarks>
internal static class PngStructure
{
    private const int ChunkOverhead = 12;

    private static readonly uint[] CrcTable = MakeTable();

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>The size that the file gives, after all chunks were found whole.</summary>
    public static (int Width, int Height) Check(ReadOnlySpan<byte> file, long largestPixelCount)
    {
        if (!file.StartsWith(Signature)) throw new ImageFormatException($"This is not a PNG file: it starts with {Start(file)}.");
        int position = Signature.Length;
        (int Width, int Height) size = default;
        bool data = false;
        for (int chunk = 0; ; chunk++)
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

            if ((chunk == 0) != (name == "IHDR")) throw new ImageFormatException(string.Create(CultureInfo.InvariantCulture, $"The PNG file is damaged: chunk {name} at byte {position} stands where it must not."));
            if (chunk == 0) size = ReadSize(body, largestPixelCount);
            data |= name == "IDAT";
            if (name == "IEND") break;
            position += ChunkOverhead + (int)length;
        }

        return data ? size : throw new ImageFormatException("The PNG file holds no pixels (no IDAT chunk).");
    }

    private static (int Width, int Height) ReadSize(ReadOnlySpan<byte> header, long largestPixelCount)
    {
        if (header.Length != 13) throw new ImageFormatException(string.Create(CultureInfo.InvariantCulture, $"The PNG file is damaged: its header has {header.Length} bytes, not 13."));
        uint width = BinaryPrimitives.ReadUInt32BigEndian(header), height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
        {
            throw new ImageFormatException(string.Create(CultureInfo.InvariantCulture, $"The PNG file gives the size {width} × {height}, which no image has."));
        }

        if ((long)width * height > largestPixelCount)
        {
            throw new ImageFormatException(string.Create(CultureInfo.InvariantCulture, $"The PNG file gives the size {width} × {height}; at most {largestPixelCount} pixels are read."));
        }

        if (header[8] == 16) throw new ImageFormatException("The PNG file has 16 bits a channel; only files of up to 8 bits are read, so that nothing is rounded unseen.");
        return ((int)width, (int)height);
    }

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

    private static string Start(ReadOnlySpan<byte> file) => file.IsEmpty ? "nothing: it is empty" : Convert.ToHexStringLower(file[..Math.Min(8, file.Length)]);

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
