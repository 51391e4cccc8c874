using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using SkiaSharp;

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
    public void Sixteen_bits_keep_all_their_digits_in_a_models_input()
    {
        // 0x0102 = 258 of 65535; a byte is 257 of them.
        byte[] png = Png(2, 1, 16, 0, [0, 0x01, 0x02, 0xff, 0xff]);
        Assert.Equal([258 / 257f, 255], ImageInput.Decode(png, new() { Divisor = 1 }).Values.ToArray());
        Assert.Equal([1, 1, 1, 255, 255, 255], RasterImage.FromPng(png).Pixels.ToArray());

        // Means of what falls into a pixel, and what is left beside a picture, keep them too.
        ImageInputOptions one = new() { Divisor = 1, Width = 1, Height = 1, Fit = ImageFit.Stretch };
        Assert.Equal((258f + 65535) / 2 / 257, Assert.Single(ImageInput.Decode(png, one).Values), 2e-3f);
        ImageInputOptions square = new() { Divisor = 1, Width = 2, Height = 2, Fit = ImageFit.Contain, Ground = new(7, 7, 7) };
        Assert.Equal([258 / 257f, 7, 7, 255], ImageInput.Decode(png, square).Values.Order());
    }

    [Fact]
    public void A_picture_of_sixteen_bits_is_the_same_as_its_copy_of_eight()
    {
        ImageInput deep = ImageInput.Load(Fault("g16.png")), flat = ImageInput.Load(Fault("g4ref.png"));
        Assert.Equal(flat.Shape.AsEnumerable(), deep.Shape);
        Assert.True(deep.Values.Distinct().Count() > 1);

        // The copy has 16 steps of grey: 17 of a byte each.
        Assert.Equal(flat.Values.AsEnumerable(), deep.Values.Select(value => 17 * MathF.Floor(value * 255 / 17) / 255));
    }

    /// <summary>The ground makes bright ink visible, and dark ink too.</summary>
    [Fact]
    public void The_ground_follows_the_ink()
    {
        byte[] bright = Png(2, 1, 8, 4, [0, 250, 255, 250, 0]), dark = Png(2, 1, 8, 4, [0, 5, 255, 5, 0]);
        Assert.Equal([250, 0], ImageInput.Decode(bright, new() { Divisor = 1, GroundFollowsInk = true }).Values.ToArray());
        Assert.Equal([5, 255], ImageInput.Decode(dark, new() { Divisor = 1, GroundFollowsInk = true }).Values.ToArray());
        Assert.Equal([250, 128], ImageInput.Decode(bright, new() { Divisor = 1, GroundFollowsInk = true, Ground = new(128, 128, 128) }).Values.ToArray());
        Assert.Equal([0, 0, 0], RasterImage.FromPng(bright).Pixels[3..].ToArray());
        Assert.Equal([255, 255, 255], RasterImage.FromPng(dark).Pixels[3..].ToArray());
        Assert.Equal([255, 255, 255], RasterImage.FromPng(bright, PixelColor.White).Pixels[3..].ToArray());

        RasterImage drawn = RasterImage.FromPng(File.ReadAllBytes(Fault("paltrns.png")));
        ImageInput onBlack = ImageInput.Of(RasterImage.FromPng(File.ReadAllBytes(Fault("paltrns.png")), PixelColor.Black));
        ImageInput onWhite = ImageInput.Of(RasterImage.FromPng(File.ReadAllBytes(Fault("paltrns.png")), PixelColor.White));
        Assert.NotEqual(onBlack.Values.AsEnumerable(), onWhite.Values);
        Assert.Equal(onBlack.Values.AsEnumerable(), ImageInput.Of(drawn).Values);
    }

    /// <summary>
    /// All kinds of pixels with random rows, interlaced and not, against Skia; any bytes are rows. Skia has 8 bits: of 16 it drops
    /// the last 8, of the sample and of its opacity, where this decoder rounds.
    /// </summary>
    [Fact]
    public void Every_kind_of_pixels_reads_as_another_decoder_reads_it()
    {
        var random = new Random(5);
        (byte Depth, byte Kind)[] kinds = [(1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (1, 3), (2, 3), (4, 3), (8, 3), (8, 4), (16, 4), (8, 6), (16, 6)];
        foreach ((byte depth, byte kind) in kinds)
        {
            foreach (bool interlaced in new[] { false, true })
            {
                for (int run = 0; run < 6; run++)
                {
                    (int width, int height) = (random.Next(1, 20), random.Next(1, 20));
                    byte[] palette = new byte[3 << depth & 0x3ff];
                    random.NextBytes(palette);
                    byte[] png = Png((uint)width, (uint)height, depth, kind, Rows(random, width, height, depth, kind, interlaced), interlaced, kind == 3 ? Chunk("PLTE"u8, palette) : []);
                    byte[] expected = Skia(png, out byte[] alpha);
                    int[] ours = [.. RasterImage.FromPng(png, PixelColor.Black).Pixels.ToArray().Select(value => (int)value)];
                    for (int i = 0; i < ours.Length; i++)
                    {
                        double over = expected[i] * alpha[i / 3] / 255.0;
                        Assert.True(Math.Abs(ours[i] - over) <= (depth == 16 ? 2.01 : 1.01), $"{depth} bits, kind {kind}, interlaced {interlaced}, {width} × {height}, sample {i}: {ours[i]}, expected {over}");
                    }
                }
            }
        }
    }

    /// <summary>Files that somebody has changed, their check sums made right again: read, or refused as an image.</summary>
    [Fact]
    public void No_hostile_file_ends_in_another_error()
    {
        int runs = Environment.GetEnvironmentVariable("LRPGEN_EXHAUSTIVE") == "1" ? 200_000 : 3_000, refused = 0;
        for (int run = 0; run < runs; run++)
        {
            var random = new Random(run);
            byte depth = new byte[] { 1, 2, 4, 8, 16 }[random.Next(5)], kind = new byte[] { 0, 2, 3, 4, 6 }[random.Next(5)];
            (int width, int height) = (random.Next(0, 9), random.Next(0, 9));
            bool interlaced = random.Next(2) == 0;
            byte[] rows = Rows(random, width, height, depth, kind, interlaced);
            if (random.Next(3) == 0) rows = [.. rows.Take(random.Next(0, 60))];
            List<byte[]> more = [];
            if (random.Next(2) == 0) more.Add(Chunk("PLTE"u8, new byte[random.Next(0, 30)]));
            if (random.Next(2) == 0) more.Add(Chunk("tRNS"u8, new byte[random.Next(0, 9)]));
            if (random.Next(9) == 0) more.Add(Chunk("ABCD"u8, [1]));
            byte[] png = Png((uint)width, (uint)height, depth, kind, rows, interlaced, [.. more.SelectMany(chunk => chunk)]);
            try
            {
                ImageInput.Decode(png, new() { GroundFollowsInk = true });
            }
            catch (ImageFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, runs / 4, runs - 1);
    }

    [Theory]
    [InlineData("ffd8ffe0", "a JPEG file; only PNG is read. Convert it")]
    [InlineData("47494638", "a GIF file")]
    [InlineData("49492a00", "a TIFF file")]
    [InlineData("424d", "a BMP file")]
    [InlineData("524946460000000057454250", "a WebP file")]
    [InlineData("76657273696f6e2068747470733a2f2f6769742d6c66732e6769746875622e636f6d", "a Git LFS pointer")]
    [InlineData("00112233", "not a PNG file: it starts with 00112233; only PNG is read. Convert it")]
    public void Files_of_another_kind_are_named_with_the_way_out(string file, string message) =>
        Assert.Contains(message, Assert.Throws<ImageFormatException>(() => RasterImage.FromPng(Convert.FromHexString(file))).Message, StringComparison.Ordinal);

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

    private static string Fault(string name)
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "global.json"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "tests", "faults", "png", name);
    }

    private static byte[] Rows(Random random, int width, int height, byte depth, byte kind, bool interlaced)
    {
        int bits = depth * (kind switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 });
        (int Left, int Top, int Across, int Down)[] passes = interlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        List<byte> rows = [];
        foreach ((int left, int top, int across, int down) in passes)
        {
            int columns = left >= width ? 0 : ((width - left - 1) / across) + 1, lines = top >= height ? 0 : ((height - top - 1) / down) + 1;
            for (int line = 0; columns > 0 && line < lines; line++)
            {
                byte[] row = new byte[((columns * bits) + 7) / 8];
                random.NextBytes(row);
                rows.Add((byte)random.Next(5));
                rows.AddRange(row);
            }
        }

        return [.. rows];
    }

    private static byte[] Skia(byte[] png, out byte[] alpha)
    {
        using SKData data = SKData.CreateCopy(png);
        using SKCodec codec = SKCodec.Create(data);
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        byte[] rgba = new byte[info.BytesSize];
        System.Runtime.InteropServices.GCHandle handle = System.Runtime.InteropServices.GCHandle.Alloc(rgba, System.Runtime.InteropServices.GCHandleType.Pinned);
        try
        {
            Assert.Equal(SKCodecResult.Success, codec.GetPixels(info, handle.AddrOfPinnedObject()));
        }
        finally
        {
            handle.Free();
        }

        alpha = [.. rgba.Where((_, i) => i % 4 == 3)];
        return [.. rgba.Where((_, i) => i % 4 != 3)];
    }

    private static byte[] Png(uint width, uint height, byte depth, byte kind, byte[] rows, bool interlaced = false, byte[]? more = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, kind, interlaced ? (byte)1 : (byte)0);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(rows);
        return [.. Signature, .. Chunk("IHDR"u8, header), .. more ?? [], .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
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
