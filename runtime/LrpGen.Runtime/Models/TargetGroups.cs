namespace LrpGen.Runtime;

/// <summary>How many targets share a relevance pass: as many as memory allows. The relevance of a target does not depend on the others.</summary>
internal static class TargetGroups
{
    /// <summary>Memory for the relevance of a pass. A target more saves little where a pass has this much to do.</summary>
    public const long DefaultBytes = 256L << 20;

    /// <summary>Targets of a pass, such that all passes have about as many; one at least.</summary>
    /// <param name="targets">Number of targets.</param>
    /// <param name="floats">Floats that the relevance of one takes.</param>
    /// <param name="bytes">Memory for a pass.</param>
    public static int Size(int targets, long floats, long bytes)
    {
        if (targets <= 1)
        {
            return targets;
        }

        long most = Math.Clamp(bytes / sizeof(float) / Math.Max(1, floats), 1, targets);
        long passes = (targets + most - 1) / most;
        return (int)((targets + passes - 1) / passes);
    }
}
