using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LrpGen.Runtime;

/// <summary>Factors that keep the true columns of a row's last sixteen and drop its padding.</summary>
internal static unsafe class LaneMask
{
    private static ReadOnlySpan<float> OnesThenZeros =>
    [
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>1 in the lanes that hold columns, 0 in those that hold padding, for the last lanes of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Last<T>(int columns)
        where T : unmanaged, ILanes<T>
    {
        // The table is constant data of the assembly: it never moves.
        float* table = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(OnesThenZeros));
        return T.Load(table + (Matrix.Pad(columns) - columns));
    }

    /// <summary>1 in the first lanes, 0 in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T First<T>(int count)
        where T : unmanaged, ILanes<T>
    {
        float* table = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(OnesThenZeros));
        return T.Load(table + (ILanes<T>.Count - count));
    }
}
