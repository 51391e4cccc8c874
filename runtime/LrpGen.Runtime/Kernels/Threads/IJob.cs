namespace LrpGen.Runtime;

/// <summary>Work that falls into independent items, numbered from 0.</summary>
/// <remarks>
/// A job is a struct of pointers and sizes. <see cref="Execute"/> is compiled for each vector width; which one runs is
/// decided once a call, by <see cref="Workers.Width"/>.
/// </remarks>
internal interface IJob
{
    /// <summary>Does the items from <paramref name="start"/> up to (not including) <paramref name="end"/>.</summary>
    void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>;
}
