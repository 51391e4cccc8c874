using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LrpGen.Runtime;

/// <summary>Pictures of up to four channels between planes and rows of pixels.</summary>
internal static unsafe class NarrowRows
{
    /// <summary>Rows of one pixel each from planes of one channel each, with zeros behind the channels.</summary>
    /// <param name="source">[channels][positions].</param>
    /// <param name="channels">At most four.</param>
    /// <param name="plane">Distance between two planes: all positions.</param>
    /// <param name="positions">Pixels to copy.</param>
    /// <param name="target">[positions] rows of sixteen floats.</param>
    /// <param name="stride">Distance between two rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromChannelsFirst(float* source, int channels, nint plane, int positions, float* target, nint stride)
    {
        Vector128<float> zero = Vector128<float>.Zero;
        int i = 0;
        for (; i + 4 <= positions; i += 4)
        {
            Vector128<float> a = Vector128.Load(source + i);
            Vector128<float> b = channels > 1 ? Vector128.Load(source + plane + i) : zero;
            Vector128<float> c = channels > 2 ? Vector128.Load(source + (2 * plane) + i) : zero;
            Vector128<float> d = channels > 3 ? Vector128.Load(source + (3 * plane) + i) : zero;
            Transpose.Four(ref a, ref b, ref c, ref d);
            Row(a, target);
            Row(b, target + stride);
            Row(c, target + (2 * stride));
            Row(d, target + (3 * stride));
            target += 4 * stride;
        }

        for (; i < positions; i++)
        {
            Row(zero, target);
            for (int channel = 0; channel < channels; channel++)
            {
                target[channel] = source[(channel * plane) + i];
            }

            target += stride;
        }
    }

    /// <summary>Pixels side by side, without anything between them, from planes of one channel each.</summary>
    /// <param name="source">[channels][positions].</param>
    /// <param name="channels">At most four.</param>
    /// <param name="plane">Distance between two planes: all positions.</param>
    /// <param name="positions">Pixels to copy.</param>
    /// <param name="target">[positions][channels], and three floats behind that are overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Interleave(float* source, int channels, nint plane, int positions, float* target)
    {
        Vector128<float> zero = Vector128<float>.Zero;
        int i = 0;
        for (; channels > 1 && i + 4 <= positions; i += 4)
        {
            Vector128<float> a = Vector128.Load(source + i);
            Vector128<float> b = Vector128.Load(source + plane + i);
            Vector128<float> c = channels > 2 ? Vector128.Load(source + (2 * plane) + i) : zero;
            Vector128<float> d = channels > 3 ? Vector128.Load(source + (3 * plane) + i) : zero;
            Transpose.Four(ref a, ref b, ref c, ref d);

            // The next pixel overwrites what is too much.
            a.Store(target);
            b.Store(target + channels);
            c.Store(target + (2 * channels));
            d.Store(target + (3 * channels));
            target += 4 * channels;
        }

        for (; channels > 1 && i < positions; i++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                *target++ = source[(channel * plane) + i];
            }
        }

        if (channels == 1)
        {
            new ReadOnlySpan<float>(source, positions).CopyTo(new Span<float>(target, positions));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(Vector128<float> pixel, float* target)
    {
        pixel.Store(target);
        Vector128<float>.Zero.Store(target + 4);
        Vector128<float>.Zero.Store(target + 8);
        Vector128<float>.Zero.Store(target + 12);
    }
}
