using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>Where the sums along a row are cut into chains, whose sums are added up: one chain would lose more the longer it is.</summary>
internal static class RowChains
{
    private const int Columns = 1024;

    /// <summary>Whether the sixteen columns from this one on are the last of a chain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsAt(nint column) => (column & (Columns - 1)) == Columns - ILanes<Lanes128>.Count;
}
