using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>A sum that keeps what each addition rounds off (Kahan 1965): thousands of positions lose no more than a few.</summary>
internal struct CompensatedSum<T>
    where T : unmanaged, ILanes<T>
{
    private T _sum;
    private T _lost;

    public readonly T Value => _sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T value)
    {
        T corrected = value - _lost;
        T next = _sum + corrected;
        _lost = next - _sum - corrected;
        _sum = next;
    }
}
