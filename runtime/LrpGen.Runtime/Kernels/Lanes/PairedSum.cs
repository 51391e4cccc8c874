using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>
/// The sum of many numbers, whose rounding errors grow with the logarithm of their number: chains of <see cref="Chain"/> are
/// added in pairs, these in pairs again, and so on. The order depends on the number of chains alone.
/// </summary>
/// <param name="memory"><see cref="Floats"/> floats.</param>
internal unsafe ref struct PairedSum<T>(float* memory)
    where T : unmanaged, ILanes<T>
{
    /// <summary>Numbers that are summed one after another before they are added here.</summary>
    public const int Chain = 16;

    // One sum waits for its pair on each level.
    private const int Levels = 32;

    private uint _chains;
    private int _waiting;

    /// <summary>Floats of memory that a sum needs.</summary>
    public static int Floats => Levels * ILanes<T>.Count;

    /// <summary>Adds the sum of a chain. As a binary counter carries, it meets those sums that have as many terms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T sum)
    {
        for (uint carry = _chains++; (carry & 1) != 0; carry >>= 1)
        {
            sum = Take() + sum;
        }

        sum.Store(memory + (_waiting++ * ILanes<T>.Count));
    }

    /// <summary>The sum of all chains; at least one was added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Total()
    {
        T sum = Take();
        while (_waiting > 0)
        {
            sum = Take() + sum;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Take() => T.Load(memory + (--_waiting * ILanes<T>.Count));
}
