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

    /// <summary>Fills the tables for <paramref name="count"/> pixels from flat position <paramref name="start"/> of the phase on.</summary>
    /// <param name="start">Position over all samples.</param>
    /// <param name="count">Pixels that exist, at most <see cref="Pixels"/>.</param>
    /// <param name="sources">Receives [taps][<see cref="Pixels"/>] rows.</param>
    /// <param name="results">Receives [<see cref="Pixels"/>] rows.</param>
    /// <param name="rows">Receives the row numbers of the results that exist.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Fill(int start, int count, float** sources, float** results, int* rows)
    {
        int* at = stackalloc int[3 * Pixels];
        nint* bases = stackalloc nint[Pixels];
        GatherAxis depth = Phase.Depth, height = Phase.Height, width = Phase.Width;
        (int sourceDepth, int sourceHeight, int sourceWidth) = Plan.Source;
        int sample = start / Phase.Count, rest = start % Phase.Count;
        int w = rest % width.Count, h = rest / width.Count % height.Count, d = rest / width.Count / height.Count;
        bool inside = true;
        int leastDepth = depth.Least, mostDepth = depth.Most, leastHeight = height.Least, mostHeight = height.Most, leastWidth = width.Least, mostWidth = width.Most;
        for (int i = 0; i < count; i++)
        {
            int z = d * depth.SourceStep, y = h * height.SourceStep, x = w * width.SourceStep;
            (at[i], at[Pixels + i], at[(2 * Pixels) + i]) = (z, y, x);
            long position = (((((long)sample * sourceDepth) + z) * sourceHeight) + y) * sourceWidth;
            bases[i] = (nint)Source.Data + (sizeof(float) * ((nint)position + x) * Source.Stride);
            inside &= z + leastDepth >= 0 && z + mostDepth < sourceDepth
                && y + leastHeight >= 0 && y + mostHeight < sourceHeight
                && x + leastWidth >= 0 && x + mostWidth < sourceWidth;
            int row = (((((sample * Plan.Result.Depth) + depth.Start + (d * depth.Step)) * Plan.Result.Height)
                + height.Start + (h * height.Step)) * Plan.Result.Width) + width.Start + (w * width.Step);
            rows[i] = row;
            results[i] = Result.Row(row);
            if (++w == width.Count)
            {
                w = 0;
                if (++h == height.Count)
                {
                    h = 0;
                    if (++d == depth.Count)
                    {
                        d = 0;
                        sample++;
                    }
                }
            }
        }

        for (int i = count; i < Pixels; i++)
        {
            (at[i], at[Pixels + i], at[(2 * Pixels) + i]) = (at[0], at[Pixels], at[2 * Pixels]);
            bases[i] = bases[0];
            results[i] = Spare;
        }

        foreach (int z in depth.Offsets)
        {
            foreach (int y in height.Offsets)
            {
                foreach (int x in width.Offsets)
                {
                    nint offset = sizeof(float) * (((((nint)z * sourceHeight) + y) * sourceWidth) + x) * Source.Stride;
                    if (inside)
                    {
                        Shift(bases, offset, sources);
                    }
                    else
                    {
                        for (int i = 0; i < Pixels; i++)
                        {
                            bool exists = (uint)(at[i] + z) < (uint)sourceDepth
                                && (uint)(at[Pixels + i] + y) < (uint)sourceHeight
                                && (uint)(at[(2 * Pixels) + i] + x) < (uint)sourceWidth;
                            sources[i] = exists ? (float*)(bases[i] + offset) : Zeros;
                        }
                    }

                    sources += Pixels;
                }
            }
        }
    }

    /// <summary>All pixels have the tap: their rows lie one distance from their bases.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Shift(nint* bases, nint offset, float** sources)
    {
        if (Vector256.IsHardwareAccelerated && sizeof(nint) == sizeof(long))
        {
            Vector256<long> shift = Vector256.Create((long)offset);
            for (int i = 0; i < Pixels; i += 4)
            {
                (Vector256.Load((long*)bases + i) + shift).Store((long*)sources + i);
            }
        }
        else
        {
            for (int i = 0; i < Pixels; i++)
            {
                sources[i] = (float*)(bases[i] + offset);
            }
        }
    }
}
