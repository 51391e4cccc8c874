namespace LrpGen.Images;

/// <summary>Says what a file is that is no PNG, and the way out.</summary>
internal static class OtherFormat
{
    private const string WayOut = "only PNG is read. Convert it without loss (magick in out.png), or decode it and give the pixels to RasterImage.FromPixels or straight to the model";

    private static readonly (string Name, int At, byte[] Bytes)[] Known =
    [
        ("a JPEG file", 0, [0xff, 0xd8, 0xff]),
        ("a GIF file", 0, "GIF8"u8.ToArray()),
        ("a WebP file", 8, "WEBP"u8.ToArray()),
        ("an AVIF or HEIF file", 4, "ftyp"u8.ToArray()),
        ("a BMP file", 0, "BM"u8.ToArray()),
        ("a TIFF file", 0, [(byte)'I', (byte)'I', 42, 0]),
        ("a TIFF file", 0, [(byte)'M', (byte)'M', 0, 42]),
        ("a JPEG 2000 file", 4, "jP  "u8.ToArray()),
        ("a DICOM file", 128, "DICM"u8.ToArray()),
        ("a PGM file", 0, "P5"u8.ToArray()),
        ("a PPM file", 0, "P6"u8.ToArray()),
        ("an SVG or XML file", 0, "<"u8.ToArray()),
    ];

    public static string Describe(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty) return "This is not a PNG file: it is empty.";
        if (file.StartsWith("version https://git-lfs"u8))
        {
            return "This is not a PNG file but a Git LFS pointer to one: 'git lfs pull' fetches the file itself.";
        }

        foreach ((string name, int at, byte[] bytes) in Known)
        {
            if (file.Length > at && file[at..].StartsWith(bytes)) return $"This is {name}; {WayOut}.";
        }

        return $"This is not a PNG file: it starts with {Convert.ToHexStringLower(file[..Math.Min(8, file.Length)])}; {WayOut}.";
    }
}
