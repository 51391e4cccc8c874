namespace LrpGen.Microkernels;

/// <summary>The cache lines that a tile touches, and code that fetches them ahead.</summary>
internal static class CacheLines
{
    /// <summary>Floats in a cache line.</summary>
    private const int Floats = 16;

    /// <summary>Those of vectors side by side with which a line begins.</summary>
    public static int[] Starts(VectorKind vector, int vectors) => [.. Enumerable.Range(0, vectors).Where(v => v * vector.Lanes % Floats == 0)];

    /// <summary>Fetches the results of a tile while its sums are formed.</summary>
    /// <param name="code">Where the code goes.</param>
    /// <param name="why">Why they are far away; a comment.</param>
    /// <param name="rows">The first result of each row, in C#.</param>
    /// <param name="vector">The vectors of a row.</param>
    /// <param name="starts">Those with which a line begins.</param>
    public static void FetchResults(this CodeWriter code, string why, IEnumerable<string> rows, VectorKind vector, int[] starts)
    {
        code.Open("if (Sse.IsSupported)");
        code.Line("// " + why);
        foreach (string row in rows)
        {
            foreach (int v in starts)
            {
                code.Line($"Sse.Prefetch0({row} + {v * vector.Lanes});");
            }
        }

        code.Close();
        code.Line();
    }
}
