using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LrpGen.Runtime;

/// <summary>
/// Where the pixels of one tile find their sources, tap by tap, and put their results.
/// </summary>
/// <remarks>
/// A tap that lies in the padding points to a row of zeros, so that it adds exactly what a zero input would. Pixels that fill
/// up a tile read what the first one reads, and their results go to a row that nobody reads.
/// </remarks>
internal unsafe ref struct GatherTable
{
    /// <summary>Pointers reserved for each tap: the pixels of the largest tile, and some.</summary>
    public const int Pixels = 16;

    public GatherPlan Plan;
    public GatherPhase Phase;
    public RawMatrix Source;
    public RawMatrix Result;

    /// <summary>Zeros, as many as a source row has columns.</summary>
    public float* Zeros;

    /// <summary>A row that takes the results of pixels that do not exist.</summary>
    public float* Spare;

    /// <summary>Number of samples whose lines of pixels lie side by side, line by line; 1 where each sample's pixels follow one another.</summary>
    public int Side;

    /// <summary>Fills the tables for <paramref name="count"/> pixels from flat position <paramref name="start"/> of the phase on.</summary>
    /// <param name="start">Position over all samples.</param>
    /// <param name="count">Pixels that exist, at most <see cref="Pixels"/>.</param>
    /// <param name="sources">Receives [taps][<see cref="Pixels"/>] rows.</param>
    /// <param name="results">Receives [<see cref="Pixels"/>] rows.</param>
    /// <param name="rows">Receives the numbers of the result rows of pixels that exist.</param>
    /// <returns>The taps between those at both ends that are padding for all pixels: they would add zeros.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly TapRange Fill(int start, int count, float** sources, float** results, int* rows)
    {
        // Source positions along each axis, and the addresses of those sources.
        long* at = stackalloc long[3 * Pixels];
        nint* bases = stackalloc nint[Pixels];
        GatherAxis depth = Phase.Depth, height = Phase.Height, width = Phase.Width;
        (int sourceDepth, int sourceHeight, int sourceWidth) = Plan.Source;
        int line = start / width.Count, w = start - (line * width.Count);
        nint step = width.SourceStep * Source.Stride * sizeof(float);
        bool inside = true;
        int leastDepth = int.MaxValue, mostDepth = 0, leastHeight = int.MaxValue, mostHeight = 0;
        for (int i = 0; i < count; line++, w = 0)
        {
            // Pixels side by side.
            int lineOfSample = line / Side, h = lineOfSample % height.Count, d = lineOfSample / height.Count % depth.Count;
            int sample = (lineOfSample / (depth.Count * height.Count)) + (line % Side);
            int run = Math.Min(count - i, width.Count - w);
            int z = d * depth.SourceStep, y = h * height.SourceStep, x = w * width.SourceStep;
            (leastDepth, mostDepth) = (Math.Min(leastDepth, z), Math.Max(mostDepth, z));
            (leastHeight, mostHeight) = (Math.Min(leastHeight, y), Math.Max(mostHeight, y));
            inside &= z + depth.Least >= 0 && z + depth.Most < sourceDepth
                && y + height.Least >= 0 && y + height.Most < sourceHeight
                && x + width.Least >= 0 && x + ((run - 1) * width.SourceStep) + width.Most < sourceWidth;
            nint position = (((((((nint)sample * sourceDepth) + z) * sourceHeight) + y) * sourceWidth) + x) * Source.Stride;
            nint address = (nint)(Source.Data + position);
            int row = (((((sample * Plan.Result.Depth) + depth.Start + (d * depth.Step)) * Plan.Result.Height)
                + height.Start + (h * height.Step)) * Plan.Result.Width) + width.Start + (w * width.Step);
            for (int end = i + run; i < end; i++)
            {
                (at[i], at[Pixels + i], at[(2 * Pixels) + i]) = (z, y, x);
                bases[i] = address;
                results[i] = Result.Row(row);
                rows[i] = row;
                x += width.SourceStep;
                address += step;
                row += width.Step;
            }
        }

        for (int i = count; i < Pixels; i++)
        {
            (at[i], at[Pixels + i], at[(2 * Pixels) + i]) = (at[0], at[Pixels], at[2 * Pixels]);
            bases[i] = bases[0];
            results[i] = Spare;
        }

        int tap = 0, first = int.MaxValue, last = 0;
        foreach (int z in depth.Offsets)
        {
            foreach (int y in height.Offsets)
            {
                if (mostDepth + z >= 0 && leastDepth + z < sourceDepth && mostHeight + y >= 0 && leastHeight + y < sourceHeight)
                {
                    // Some pixel may meet the picture with this row of the kernel.
                    first = Math.Min(first, tap);
                    last = tap + width.Offsets.Length;
                }

                tap += width.Offsets.Length;
                foreach (int x in width.Offsets)
                {
                    nint offset = sizeof(float) * (((((nint)z * sourceHeight) + y) * sourceWidth) + x) * Source.Stride;
                    for (int i = 0; i < Pixels; i += 4)
                    {
                        if (inside)
                        {
                            Shift(bases + i, offset, sources + i);
                        }
                        else
                        {
                            Choose(at + i, (z, y, x), bases + i, offset, sources + i);
                        }
                    }

                    sources += Pixels;
                }
            }
        }

        return last == 0 ? default : new TapRange(first, last - first);
    }

    /// <summary>Four pixels have the tap: their rows lie one distance from their bases.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Shift(nint* bases, nint offset, float** sources)
    {
        if (Vector256.IsHardwareAccelerated && sizeof(nint) == sizeof(long))
        {
            (Vector256.Load((long*)bases) + Vector256.Create((long)offset)).Store((long*)sources);
            return;
        }

        for (int i = 0; i < 4; i++)
        {
            sources[i] = (float*)(bases[i] + offset);
        }
    }

    /// <summary>For four pixels: the row of the tap, or zeros where it lies in the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Choose(long* at, (int Depth, int Height, int Width) tap, nint* bases, nint offset, float** sources)
    {
        (int depth, int height, int width) = Plan.Source;
        if (Vector256.IsHardwareAccelerated && sizeof(nint) == sizeof(long))
        {
            Vector256<long> exists = Exists(at, tap.Depth, depth) & Exists(at + Pixels, tap.Height, height) & Exists(at + (2 * Pixels), tap.Width, width);
            Vector256.ConditionalSelect(exists, Vector256.Load((long*)bases) + Vector256.Create((long)offset), Vector256.Create((long)(nint)Zeros))
                .Store((long*)sources);
            return;
        }

        for (int i = 0; i < 4; i++)
        {
            bool exists = (ulong)(at[i] + tap.Depth) < (ulong)depth
                && (ulong)(at[Pixels + i] + tap.Height) < (ulong)height
                && (ulong)(at[(2 * Pixels) + i] + tap.Width) < (ulong)width;
            sources[i] = exists ? (float*)(bases[i] + offset) : Zeros;
        }
    }

    /// <summary>All ones where a position, shifted, is one of the source's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Exists(long* at, int shift, int count)
    {
        Vector256<long> position = Vector256.Load(at) + Vector256.Create((long)shift);
        return Vector256.GreaterThan(Vector256.Create((long)count), position) & Vector256.GreaterThanOrEqual(position, Vector256<long>.Zero);
    }
}

/// <summary>Taps side by side.</summary>
/// <param name="First">The first one.</param>
/// <param name="Count">Their number.</param>
internal readonly record struct TapRange(int First, int Count);
