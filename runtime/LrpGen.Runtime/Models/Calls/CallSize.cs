namespace LrpGen.Runtime;

/// <summary>Sizes of one call, multiplied where they cannot overflow: what a kernel sees as one run of memory is counted by an integer.</summary>
internal static class CallSize
{
    /// <summary>Rows of a matrix: those of one sample or target, so many times.</summary>
    /// <exception cref="InsufficientMemoryException">There are more than a matrix can have.</exception>
    public static int Rows(int rows, int times) => Checked((long)rows * times, "rows");

    /// <summary>Floats of a matrix.</summary>
    /// <exception cref="InsufficientMemoryException">There are more than a matrix can hold.</exception>
    public static int Floats(long rows, int each) => Checked(rows > int.MaxValue ? rows : rows * each, "floats");

    private static int Checked(long count, string unit) => count <= int.MaxValue
        ? (int)count
        : throw new InsufficientMemoryException(
            $"This call needs a matrix of {count} {unit}, and {int.MaxValue} are the most: give fewer samples, targets or layers to read at a time.");
}
