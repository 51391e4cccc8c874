using System.Buffers.Binary;
using System.Globalization;

namespace LrpGen.Images;

/// <summary>The pixels of a PNG file: red, green, blue and alpha, as 8 or 16 bits a channel.</summary>
internal sealed class PngPixels
{
    private readonly PngStructure png;
    private readonly byte[] bytes;
    private readonly ushort[]? deep;
    private ushort[]? alpha;

    /// <summary>Makes room for the picture.</summary>
    public PngPixels(PngStructure png)
    {
        this.png = png;
        int samples = checked(3 * png.Header.Width * png.Header.Height);
        (bytes, deep) = IsDeep ? (new byte[samples], new ushort[samples]) : (new byte[samples], null);
    }

    private bool IsDeep => png.Header.Depth == 16;

    private int Opaque => IsDeep ? ushort.MaxValue : byte.MaxValue;

    /// <summary>Takes the pixels of a row, which stand <paramref name="across"/> columns apart in the picture.</summary>
    public void TakeRow(ReadOnlySpan<byte> row, int y, int left, int across)
    {
        int samples = png.Header.Samples;
        for (int x = left, i = 0; x < png.Header.Width; x += across, i += samples)
        {
            int at = (y * png.Header.Width) + x;
            switch (png.Header.Color)
            {
                case PngHeader.Palette:
                    int entry = Sample(row, i);
                    if (entry >= png.Palette.Length / 3)
                    {
                        throw new ImageFormatException(string.Create(CultureInfo.InvariantCulture, $"The PNG file is damaged: the pixel at column {x}, row {y} is entry {entry} of a palette of {png.Palette.Length / 3}."));
                    }

                    Put(at, png.Palette[3 * entry], png.Palette[(3 * entry) + 1], png.Palette[(3 * entry) + 2], entry < png.Transparency.Length ? png.Transparency[entry] : Opaque);
                    break;
                case PngHeader.Grey or PngHeader.GreyAlpha:
                    int raw = Sample(row, i), grey = Full(raw);
                    Put(at, grey, grey, grey, samples == 2 ? Sample(row, i + 1) : IsTransparent(raw) ? 0 : Opaque);
                    break;
                default:
                    (int red, int green, int blue) = (Sample(row, i), Sample(row, i + 1), Sample(row, i + 2));
                    Put(at, red, green, blue, samples == 4 ? Sample(row, i + 3) : IsTransparent(red, green, blue) ? 0 : Opaque);
                    break;
            }
        }
    }

    /// <summary>The picture, opaque.</summary>
    /// <param name="ground">What lies behind transparent pixels; <see langword="null"/> for what lets the ink be seen: black under bright ink, white under dark.</param>
    public RasterImage Over(PixelColor? ground)
    {
        if (alpha is not null)
        {
            PixelColor behind = ground ?? UnderInk(alpha);
            for (int i = 0; i < alpha.Length; i++)
            {
                if (alpha[i] == Opaque) continue;
                Blend(3 * i, behind.Red, alpha[i]);
                Blend((3 * i) + 1, behind.Green, alpha[i]);
                Blend((3 * i) + 2, behind.Blue, alpha[i]);
            }
        }

        return new(png.Header.Width, png.Header.Height, bytes, deep);
    }

    /// <summary>Whether anything shines through.</summary>
    public bool HasTransparency => alpha is not null;

    private void Put(int at, int red, int green, int blue, int opacity)
    {
        if (opacity != Opaque && alpha is null)
        {
            alpha = new ushort[bytes.Length / 3];
            Array.Fill(alpha, (ushort)Opaque);
        }

        if (alpha is not null) alpha[at] = (ushort)opacity;
        Put(3 * at, red);
        Put((3 * at) + 1, green);
        Put((3 * at) + 2, blue);
    }

    private void Put(int at, int value)
    {
        if (deep is null)
        {
            bytes[at] = (byte)value;
            return;
        }

        deep[at] = (ushort)value;
        bytes[at] = (byte)((value + 128) / 257);
    }

    private void Blend(int at, int behind, int opacity)
    {
        long under = IsDeep ? 257L * behind : behind;
        Put(at, (int)((((deep is null ? bytes[at] : deep[at]) * (long)opacity) + (under * (Opaque - opacity)) + (Opaque / 2)) / Opaque));
    }

    // Ink is what is opaque. Where its edge is unlike its inside, it was drawn on what the edge fades to; else it is to be seen.
    private PixelColor UnderInk(ushort[] opacities)
    {
        const double clear = 32;
        (double Sum, double Weight) edge = default, inside = default;
        for (int i = 0; i < opacities.Length; i++)
        {
            if (opacities[i] == 0) continue;
            double brightness = (double)opacities[i] * RasterImage.Brightness(bytes.AsSpan(3 * i, 3));
            if (IsEdge(opacities, i)) edge = (edge.Sum + brightness, edge.Weight + opacities[i]);
            else inside = (inside.Sum + brightness, inside.Weight + opacities[i]);
        }

        double fades = edge.Weight > 0 && inside.Weight > 0 ? (inside.Sum / inside.Weight) - (edge.Sum / edge.Weight) : 0;
        double weight = edge.Weight + inside.Weight;
        bool bright = Math.Abs(fades) > clear ? fades > 0 : weight > 0 && edge.Sum + inside.Sum > 127.5 * weight;
        return bright ? PixelColor.Black : PixelColor.White;
    }

    private bool IsEdge(ushort[] opacities, int at)
    {
        (int y, int x) = Math.DivRem(at, png.Header.Width);
        return (x > 0 && opacities[at - 1] == 0)
            || (x + 1 < png.Header.Width && opacities[at + 1] == 0)
            || (y > 0 && opacities[at - png.Header.Width] == 0)
            || (y + 1 < png.Header.Height && opacities[at + png.Header.Width] == 0);
    }

    private bool IsTransparent(params ReadOnlySpan<int> samples)
    {
        if (png.Transparency.Length == 0) return false;
        int mask = (1 << png.Header.Depth) - 1;
        for (int i = 0; i < samples.Length; i++)
        {
            if (samples[i] != (BinaryPrimitives.ReadUInt16BigEndian(png.Transparency.AsSpan(2 * i)) & mask)) return false;
        }

        return true;
    }

    // Less than 8 bits are spread over a byte: 15 of 15 is 255.
    private int Full(int grey) => png.Header.Depth >= 8 ? grey : grey * 255 / ((1 << png.Header.Depth) - 1);

    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        int depth = png.Header.Depth;
        if (depth == 8) return row[index];
        if (depth == 16) return BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]);
        int bit = index * depth;
        return (row[bit / 8] >> (8 - depth - (bit % 8))) & ((1 << depth) - 1);
    }
}
