using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;

namespace LrpGen.Images.Tests;

public class PngTests
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
    private static readonly RasterImage Small = RasterImage.FromPixels(3, 2, [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 128, 128, 128, 255, 255, 255]);

    [Fact]
    public void Pixels_survive_writing_and_reading() => Gen.Int[1, 20].Select(Gen.Int[1, 20]).SelectMany((width, height) => Gen.Byte.Array[3 * width * height].Select(pixels => (width, height, pixels)))
        .Sample((width, height, pixels) =>
        {
            RasterImage image = RasterImage.FromPixels(width, height, pixels), read = RasterImage.FromPng(image.ToPng());
            Assert.Equal((width, height), (read.Width, read.Height));
            Assert.Equal(pixels, read.Pixels.ToArray());
        });

    [Fact]
    public void The_same_pixels_give_the_same_bytes() => Assert.Equal(Small.ToPng(), RasterImage.FromPixels(3, 2, Small.Pixels).ToPng());

    [Fact]
    public void Every_cut_is_noticed()
    {
        byte[] png = Small.ToPng();
        for (int length = 0; length < png.Length; length++)
        {
            Assert.Throws<ImageFormatException>(() => RasterImage.FromPng(png.AsSpan(0, length)));
        }

        Assert.Contains("cut off", Assert.Throws<ImageFormatException>(() => RasterImage.FromPng(png.AsSpan(0, png.Length - 5))).Message, StringComparison.Ordinal);
        Assert.Contains("it is empty", Assert.Throws<ImageFormatException>(() => RasterImage.FromPng([])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        byte[] png = Small.ToPng();
        for (int bit = 0; bit < 8 * png.Length; bit++)
        {
            byte[] damaged = [.. png];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<ImageFormatException>(() => RasterImage.FromPng(damaged));
        }
    }

    [Fact]
    public void A_wrong_check_sum_is_named()
    {
        byte[] png = Small.ToPng();
        png[29] ^= 1;
        Assert.Contains("chunk IHDR at byte 8 has the check sum", Assert.Throws<ImageFormatException>(() => RasterImage.FromPng(png)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0u, 5u, "0 × 5")]
    [InlineData(uint.MaxValue, 1u, "4294967295 × 1")]
    [InlineData(2000000000u, 2000000000u, "at most 67108864 pixels")]
    [InlineData(8193u, 8192u, "8193 × 8192; at most 67108864 pixels")]
    public void Impossible_sizes_are_refused_before_memory_is_asked_for(uint width, uint height, string message) =>
        Assert.Contains(message, Assert.Throws<ImageFormatException>(() => RasterImage.FromPng(Png(width, height, 8, 0, [0, 1]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Pixels_that_are_missing_inside_whole_chunks_are_noticed() =>
        Assert.Contains("pixels cannot be read", Assert.Throws<ImageFormatException>(() => RasterImage.FromPng(Png(4, 4, 8, 0, [0, 1, 2, 3, 4]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Sixteen_bits_are_refused_and_not_rounded() =>
        Assert.Contains("16 bits", Assert.Throws<ImageFormatException>(() => RasterImage.FromPng(Png(1, 1, 16, 0, [0, 1, 2]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Files_of_another_kind_are_named() =>
        Assert.Contains("not a PNG file: it starts with ffd8ff", Assert.Throws<ImageFormatException>(() => RasterImage.FromPng([0xff, 0xd8, 0xff])).Message, StringComparison.Ordinal);

    [Fact]
    public void Transparent_pixels_need_a_ground()
    {
        byte[] png = Png(2, 1, 8, 6, [0, 200, 100, 0, 255, 200, 100, 0, 51]);
        Assert.Contains("transparent", Assert.Throws<ImageFormatException>(() => ImageInput.Decode(png)).Message, StringComparison.Ordinal);
        ImageInput input = ImageInput.Decode(png, new() { Channels = ImageChannels.Rgb, Ground = new(0, 0, 255), Divisor = 1 });
        Assert.Equal([200, 40, 100, 20, 0, 204], input.Values.ToArray());
    }

    [Fact]
    public void Grey_files_give_their_bytes()
    {
        ImageInput input = ImageInput.Decode(Png(3, 1, 8, 0, [0, 0, 51, 255]));
        Assert.Equal([1, 1, 3], input.Shape.ToArray());
        Assert.Equal([0, 51 / 255f, 1], input.Values.ToArray());
        Assert.Equal([1, 1 - (51 / 255f), 0], ImageInput.Decode(Png(3, 1, 8, 0, [0, 0, 51, 255]), new() { Invert = true }).Values.ToArray());
    }

    [Fact]
    public void Channels_come_one_after_the_other()
    {
        ImageInput input = ImageInput.Of(Small, new() { Channels = ImageChannels.Rgb, Divisor = 1 });
        Assert.Equal([3, 2, 3], input.Shape.ToArray());
        Assert.Equal([255, 0, 0, 10, 128, 255, 0, 255, 0, 20, 128, 255, 0, 0, 255, 30, 128, 255], input.Values.ToArray());
    }

    [Fact]
    public void Colour_becomes_grey_as_in_Pillow() =>

        // ITU-R BT.601: 0.299 · 255 = 76.2, 0.587 · 255 = 149.7, 0.114 · 255 = 29.1; grey stays what it is.
        Assert.Equal([76, 150, 29, 18, 128, 255], ImageInput.Of(Small, new() { Divisor = 1 }).Values.ToArray());

    [Fact]
    public void A_wrong_size_is_an_error_that_names_file_and_sizes()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        try
        {
            Small.SavePng(path);
            string message = Assert.Throws<ImageFormatException>(() => ImageInput.Load(path, new() { Width = 28, Height = 28 })).Message;
            Assert.Contains(Path.GetFileName(path), message, StringComparison.Ordinal);
            Assert.Contains("3 × 2, the model needs 28 × 28", message, StringComparison.Ordinal);
            Assert.Equal([1, 2, 3], ImageInput.Load(path, new() { Width = 3, Height = 2 }).Shape.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Png(uint width, uint height, byte depth, byte kind, byte[] rows)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, kind);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(rows);
        return [.. Signature, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] body)
    {
        var chunk = new byte[12 + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)body.Length);
        name.CopyTo(chunk.AsSpan(4));
        body.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc(chunk.AsSpan(4, 4 + body.Length)));
        return chunk;
    }

    /// <summary>CRC-32 bit by bit, from the specification, independent of the reader's table.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
        }

        return ~crc;
    }
}
