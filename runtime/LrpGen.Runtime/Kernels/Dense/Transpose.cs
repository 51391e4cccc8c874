using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LrpGen.Runtime;

/// <summary>Turns rows into columns.</summary>
internal static unsafe class Transpose
{
    /// <summary><c>target[c, r] = factor · source[r, c]</c>, for all rows and columns of the source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* source, nint sourceStride, float* target, nint targetStride, int rows, int columns, float factor = 1f)
    {
        Vector128<float> factors = Vector128.Create(factor);
        int r = 0;
        for (; r + 4 <= rows; r += 4)
        {
            float* s = source + (r * sourceStride);
            int c = 0;
            for (; c + 4 <= columns; c += 4)
            {
                Vector128<float> a = Vector128.Load(s + c) * factors;
                Vector128<float> b = Vector128.Load(s + sourceStride + c) * factors;
                Vector128<float> d = Vector128.Load(s + (2 * sourceStride) + c) * factors;
                Vector128<float> e = Vector128.Load(s + (3 * sourceStride) + c) * factors;
                Four(ref a, ref b, ref d, ref e);
                float* t = target + (c * targetStride) + r;
                a.Store(t);
                b.Store(t + targetStride);
                d.Store(t + (2 * targetStride));
                e.Store(t + (3 * targetStride));
            }

            for (; c < columns; c++)
            {
                float* t = target + (c * targetStride) + r;
                t[0] = s[c] * factor;
                t[1] = s[sourceStride + c] * factor;
                t[2] = s[(2 * sourceStride) + c] * factor;
                t[3] = s[(3 * sourceStride) + c] * factor;
            }
        }

        for (; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                target[(c * targetStride) + r] = source[(r * sourceStride) + c] * factor;
            }
        }
    }

    /// <summary>Transposes four by four in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(ref Vector128<float> a, ref Vector128<float> b, ref Vector128<float> c, ref Vector128<float> d)
    {
        Vector128<float> abLow = Low(a, b), abHigh = High(a, b), cdLow = Low(c, d), cdHigh = High(c, d);
        if (Sse.IsSupported)
        {
            a = Sse.MoveLowToHigh(abLow, cdLow);
            b = Sse.MoveHighToLow(cdLow, abLow);
            c = Sse.MoveLowToHigh(abHigh, cdHigh);
            d = Sse.MoveHighToLow(cdHigh, abHigh);
        }
        else
        {
            a = Vector128.Create(abLow.GetLower(), cdLow.GetLower());
            b = Vector128.Create(abLow.GetUpper(), cdLow.GetUpper());
            c = Vector128.Create(abHigh.GetLower(), cdHigh.GetLower());
            d = Vector128.Create(abHigh.GetUpper(), cdHigh.GetUpper());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) => Sse.IsSupported
        ? Sse.UnpackLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) => Sse.IsSupported
        ? Sse.UnpackHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);
}
