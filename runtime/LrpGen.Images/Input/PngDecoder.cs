using System.Globalization;
using System.IO.Compression;

namespace LrpGen.Images;

/// <summary>Decodes PNG files into the numbers that stand in them: no colour management, no scaling, 16 bits where there are.</summary>
internal static class PngDecoder
{
    /// <summary>64 megapixels: larger than any classifier's input, small enough for every machine.</summary>
    public const long LargestPixelCount = 1 << 26;

    // Adam7 (PNG specification, 8.2): first column and row of a pass, and the steps between its pixels.
    private static readonly (int Left, int Top, int Across, int Down)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Decodes a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="largestPixelCount">Larger images are refused before memory is asked for.</param>
    public static PngPixels Decode(ReadOnlySpan<byte> file, long largestPixelCount)
    {
        PngStructure png = PngStructure.Read(file, Math.Min(largestPixelCount, LargestPixelCount));
        using var packed = new MemoryStream(png.Data.Sum(range => range.End.Value - range.Start.Value));
        foreach (Range piece in png.Data) packed.Write(file[piece]);
        packed.Position = 0;
        using var rows = new ZLibStream(packed, CompressionMode.Decompress);
        var pixels = new PngPixels(png);
        try
        {
            foreach ((int left, int top, int across, int down) in png.Header.IsInterlaced ? Passes : [(0, 0, 1, 1)])
            {
                ReadPass(rows, png.Header, pixels, left, top, across, down);
            }

            // The check sum of the pixels stands at the end of the stream, and is looked at there.
            if (rows.ReadByte() >= 0) throw new ImageFormatException("The PNG file's pixels cannot be read: there are more of them than its size says.");
        }
        catch (InvalidDataException exception)
        {
            throw new ImageFormatException($"The PNG file's pixels cannot be read: {exception.Message}", exception);
        }

        return pixels;
    }

    // Row by row: two rows are all the memory that a file can ask for beside its picture.
    private static void ReadPass(ZLibStream rows, PngHeader header, PngPixels pixels, int left, int top, int across, int down)
    {
        int width = (header.Width - left + across - 1) / across;
        if (width <= 0 || top >= header.Height) return;
        int distance = Math.Max(1, header.Samples * header.Depth / 8);
        byte[] row = new byte[header.RowBytes(width)], above = new byte[row.Length];
        for (int y = top; y < header.Height; y += down)
        {
            int filter = rows.ReadByte();
            int read = filter < 0 ? 0 : rows.ReadAtLeast(row, row.Length, throwOnEndOfStream: false);
            if (read < row.Length)
            {
                throw new ImageFormatException(string.Create(CultureInfo.InvariantCulture, $"The PNG file's pixels cannot be read: they end in row {y} of {header.Height}."));
            }

            Unfilter(filter, row, above, distance, y);
            pixels.TakeRow(row, y, left, across);
            (row, above) = (above, row);
        }
    }

    // PNG specification, 9.2.
    private static void Unfilter(int filter, byte[] row, byte[] above, int distance, int y)
    {
        switch (filter)
        {
            case 0:
                return;
            case 1:
                for (int i = distance; i < row.Length; i++) row[i] += row[i - distance];
                return;
            case 2:
                for (int i = 0; i < row.Length; i++) row[i] += above[i];
                return;
            case 3:
                for (int i = 0; i < row.Length; i++) row[i] += (byte)(((i < distance ? 0 : row[i - distance]) + above[i]) / 2);
                return;
            case 4:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += i < distance ? above[i] : Paeth(row[i - distance], above[i], above[i - distance]);
                }

                return;
            default:
                throw new ImageFormatException(string.Create(CultureInfo.InvariantCulture, $"The PNG file's pixels cannot be read: row {y} has the filter {filter}; there are 0 to 4."));
        }
    }

    private static byte Paeth(int left, int above, int corner)
    {
        int estimate = left + above - corner;
        (int toLeft, int toAbove, int toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - corner));
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }
}
