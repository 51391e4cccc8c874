using System.Runtime.InteropServices;

namespace LrpGen.Runtime;

/// <summary>Asks Linux for pages of 2 MiB where memory is large. Most systems give them only to those who ask.</summary>
/// <remarks>
/// What reads each weight once is bound by memory, and with pages of 4 KiB it waits for the translation of addresses as well.
/// Only pages that lie in the memory as a whole become large, so that it does not take more room.
/// </remarks>
internal static unsafe partial class LargePages
{
    /// <summary>Bytes of a large page.</summary>
    public const nuint Size = 2 << 20;

    // MADV_HUGEPAGE of madvise(2).
    private const int Advice = 14;

    /// <summary>Whether memory of so many bytes can have a large page.</summary>
    public static bool Fit(nuint bytes) => OperatingSystem.IsLinux() && bytes >= Size;

    /// <summary>Asks for large pages, before the memory is touched. Where there are none, all works without.</summary>
    /// <param name="start">First byte, at a multiple of <see cref="Size"/>.</param>
    /// <param name="bytes">Number of bytes.</param>
    public static void Ask(void* start, nuint bytes)
    {
        try
        {
            _ = Advise(start, bytes, Advice);
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException)
        {
            // A system with another C library.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* start, nuint bytes, int advice);
}
