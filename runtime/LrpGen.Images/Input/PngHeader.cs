using System.Buffers.Binary;
using System.Globalization;

namespace LrpGen.Images;

/// <summary>How the pixels of a PNG file are stored (PNG specification, third edition, 11.2.1).</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits of a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Color">0 grey, 2 red green blue, 3 palette, 4 grey and alpha, 6 red green blue alpha.</param>
/// <param name="IsInterlaced">Whether the pixels come in the seven passes of Adam7.</param>
internal readonly record struct PngHeader(int Width, int Height, int Depth, int Color, bool IsInterlaced)
{
    public const int Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, RgbAlpha = 6;

    /// <summary>Samples of a pixel.</summary>
    public int Samples => Color switch { Rgb => 3, GreyAlpha => 2, RgbAlpha => 4, _ => 1 };

    /// <summary>Bytes of a row of this many pixels.</summary>
    public int RowBytes(int pixels) => checked((int)((((long)pixels * Samples * Depth) + 7) / 8));

    /// <summary>Reads the header's bytes; sizes are checked before memory is asked for.</summary>
    public static PngHeader Read(ReadOnlySpan<byte> header, long largestPixelCount)
    {
        if (header.Length != 13) throw Fault($"The PNG file is damaged: its header has {header.Length} bytes, not 13.");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(header), height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue) throw Fault($"The PNG file gives the size {width} × {height}, which no image has.");
        if ((long)width * height > largestPixelCount) throw Fault($"The PNG file gives the size {width} × {height}; at most {largestPixelCount} pixels are read.");
        (int depth, int color) = (header[8], header[9]);
        bool exists = color switch
        {
            Grey => depth is 1 or 2 or 4 or 8 or 16,
            Palette => depth is 1 or 2 or 4 or 8,
            Rgb or GreyAlpha or RgbAlpha => depth is 8 or 16,
            _ => false,
        };
        if (!exists) throw Fault($"The PNG file's header is not valid: there is no colour type {color} of {depth} bits.");
        if (header[10] != 0 || header[11] != 0 || header[12] > 1)
        {
            throw Fault($"The PNG file's header is not valid: compression {header[10]}, filter {header[11]}, interlace {header[12]}; there are 0, 0, and 0 or 1.");
        }

        return new((int)width, (int)height, depth, color, header[12] == 1);
    }

    private static ImageFormatException Fault(FormattableString message) => new(message.ToString(CultureInfo.InvariantCulture));
}
