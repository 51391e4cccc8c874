using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LrpGen.Runtime;

/// <summary>Turns rows into columns.</summary>
internal static unsafe class Transpose
{
    /// <summary><c>target[c, r] (+)= factor · source[r, c]</c>, for all rows and columns of the source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        float* source, nint sourceStride, float* target, nint targetStride, int rows, int columns, float factor = 1f, bool accumulate = false)
    {
        int wholeRows = columns < 4 ? 0 : rows / 4 * 4, row = 0;
        for (; Avx512F.IsSupported && row + 16 <= wholeRows; row += 16)
        {
            SixteenRows(source + (row * sourceStride), sourceStride, target + row, targetStride, columns, factor, accumulate);
        }

        for (; Avx.IsSupported && row + 8 <= wholeRows; row += 8)
        {
            EightRows(source + (row * sourceStride), sourceStride, target + row, targetStride, columns, factor, accumulate);
        }

        for (; row < wholeRows; row += 4)
        {
            FourRows(source + (row * sourceStride), sourceStride, target + row, targetStride, columns, factor, accumulate);
        }

        if (wholeRows > 0 && row < rows && !accumulate)
        {
            // The last four once more: some values are written twice, and are the same.
            row = rows - 4;
            FourRows(source + (row * sourceStride), sourceStride, target + row, targetStride, columns, factor, accumulate);
            return;
        }

        for (; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                float* t = target + (column * targetStride) + row;
                float value = source[(row * sourceStride) + column] * factor;
                *t = accumulate ? *t + value : value;
            }
        }
    }

    /// <summary>Transposes four by four in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(ref Vector128<float> a, ref Vector128<float> b, ref Vector128<float> c, ref Vector128<float> d)
    {
        Vector128<float> abLow = Low(a, b), abHigh = High(a, b), cdLow = Low(c, d), cdHigh = High(c, d);
        a = LowHalves(abLow, cdLow);
        b = HighHalves(abLow, cdLow);
        c = LowHalves(abHigh, cdHigh);
        d = HighHalves(abHigh, cdHigh);
    }

    /// <summary>Four columns at a time; rows r, r + 4, r + 8 and r + 12 share a register, so that nothing crosses its quarters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SixteenRows(float* source, nint stride, float* target, nint targetStride, int columns, float factor, bool accumulate)
    {
        Vector512<float> factors = Vector512.Create(factor);
        for (int column = 0; column < columns; column += 4)
        {
            // The last four overlap those before them, which are not written again.
            int written = Math.Max(0, column + 4 - columns), first = column - written;
            float* s = source + first, t = target + (first * targetStride);
            Vector512<float> a = Quadruple(s, stride) * factors;
            Vector512<float> b = Quadruple(s + stride, stride) * factors;
            Vector512<float> c = Quadruple(s + (2 * stride), stride) * factors;
            Vector512<float> d = Quadruple(s + (3 * stride), stride) * factors;
            Vector512<double> abLow = Avx512F.UnpackLow(a, b).AsDouble(), abHigh = Avx512F.UnpackHigh(a, b).AsDouble();
            Vector512<double> cdLow = Avx512F.UnpackLow(c, d).AsDouble(), cdHigh = Avx512F.UnpackHigh(c, d).AsDouble();
            if (written < 1)
            {
                Put(Avx512F.UnpackLow(abLow, cdLow).AsSingle(), t, accumulate);
            }

            if (written < 2)
            {
                Put(Avx512F.UnpackHigh(abLow, cdLow).AsSingle(), t + targetStride, accumulate);
            }

            if (written < 3)
            {
                Put(Avx512F.UnpackLow(abHigh, cdHigh).AsSingle(), t + (2 * targetStride), accumulate);
            }

            Put(Avx512F.UnpackHigh(abHigh, cdHigh).AsSingle(), t + (3 * targetStride), accumulate);
        }
    }

    /// <summary>Four columns at a time; rows r and r + 4 share a register, so that nothing crosses its halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightRows(float* source, nint stride, float* target, nint targetStride, int columns, float factor, bool accumulate)
    {
        Vector256<float> factors = Vector256.Create(factor);
        for (int column = 0; column < columns; column += 4)
        {
            // The last four overlap those before them, which are not written again.
            int written = Math.Max(0, column + 4 - columns), first = column - written;
            float* s = source + first, t = target + (first * targetStride);
            Vector256<float> a = Pair(s, stride) * factors;
            Vector256<float> b = Pair(s + stride, stride) * factors;
            Vector256<float> c = Pair(s + (2 * stride), stride) * factors;
            Vector256<float> d = Pair(s + (3 * stride), stride) * factors;
            Vector256<double> abLow = Avx.UnpackLow(a, b).AsDouble(), abHigh = Avx.UnpackHigh(a, b).AsDouble();
            Vector256<double> cdLow = Avx.UnpackLow(c, d).AsDouble(), cdHigh = Avx.UnpackHigh(c, d).AsDouble();
            if (written < 1)
            {
                Put(Avx.UnpackLow(abLow, cdLow).AsSingle(), t, accumulate);
            }

            if (written < 2)
            {
                Put(Avx.UnpackHigh(abLow, cdLow).AsSingle(), t + targetStride, accumulate);
            }

            if (written < 3)
            {
                Put(Avx.UnpackLow(abHigh, cdHigh).AsSingle(), t + (2 * targetStride), accumulate);
            }

            Put(Avx.UnpackHigh(abHigh, cdHigh).AsSingle(), t + (3 * targetStride), accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(float* source, nint stride, float* target, nint targetStride, int columns, float factor, bool accumulate)
    {
        Vector128<float> factors = Vector128.Create(factor);
        for (int column = 0; column < columns; column += 4)
        {
            // The last four overlap those before them, which are not written again.
            int written = Math.Max(0, column + 4 - columns), first = column - written;
            float* s = source + first, t = target + (first * targetStride);
            Vector128<float> a = Vector128.Load(s) * factors;
            Vector128<float> b = Vector128.Load(s + stride) * factors;
            Vector128<float> c = Vector128.Load(s + (2 * stride)) * factors;
            Vector128<float> d = Vector128.Load(s + (3 * stride)) * factors;
            Four(ref a, ref b, ref c, ref d);
            if (written < 1)
            {
                Put(a, t, accumulate);
            }

            if (written < 2)
            {
                Put(b, t + targetStride, accumulate);
            }

            if (written < 3)
            {
                Put(c, t + (2 * targetStride), accumulate);
            }

            Put(d, t + (3 * targetStride), accumulate);
        }
    }

    /// <summary>A row's next four and those of the rows four, eight and twelve below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quadruple(float* source, nint stride) =>
        Vector512.Create(Pair(source, stride), Pair(source + (8 * stride), stride));

    /// <summary>A row's next four and those of the row four below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* source, nint stride) =>
        Vector256.Create(Vector128.Load(source), Vector128.Load(source + (4 * stride)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<float> value, float* target, bool accumulate) =>
        (accumulate ? Vector512.Load(target) + value : value).Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector256<float> value, float* target, bool accumulate) =>
        (accumulate ? Vector256.Load(target) + value : value).Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector128<float> value, float* target, bool accumulate) =>
        (accumulate ? Vector128.Load(target) + value : value).Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) => Sse.IsSupported
        ? Sse.UnpackLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) => Sse.IsSupported
        ? Sse.UnpackHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> LowHalves(Vector128<float> a, Vector128<float> b) => Sse.IsSupported
        ? Sse.MoveLowToHigh(a, b)
        : Vector128.Create(a.GetLower(), b.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> HighHalves(Vector128<float> a, Vector128<float> b) => Sse.IsSupported
        ? Sse.MoveHighToLow(b, a)
        : Vector128.Create(a.GetUpper(), b.GetUpper());
}
