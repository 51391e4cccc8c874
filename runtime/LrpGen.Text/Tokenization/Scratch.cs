namespace LrpGen.Text.Tokenization;

/// <summary>What one thread needs while it encodes: nothing of it outlives a call.</summary>
internal sealed class Scratch
{
    // Beyond this the buffers of an unusually long text are given back instead of kept by the thread.
    private const int KeptCapacity = 1 << 18;

    [ThreadStatic]
    private static Scratch? idle;

    internal AlignedText Current { get; private set; } = new();

    internal AlignedText Next { get; private set; } = new();

    internal SplitText Split { get; } = new();

    internal Lattice Lattice { get; } = new();

    internal MergeList Merges { get; } = new();

    internal List<EncodedToken> Tokens { get; } = [];

    internal List<EncodedToken> PairTokens { get; } = [];

    /// <summary>Makes the output of a step the input of the next.</summary>
    internal void Swap()
    {
        (Current, Next) = (Next, Current);
        Next.Clear();
    }

    /// <summary>Takes the thread's buffers, or new ones where they are in use.</summary>
    internal static Scratch Rent()
    {
        Scratch scratch = idle ?? new Scratch();
        idle = null;
        scratch.Tokens.Clear();
        scratch.PairTokens.Clear();
        return scratch;
    }

    /// <summary>Gives the buffers back to the thread.</summary>
    internal static void Return(Scratch scratch)
    {
        if (scratch.Current.Capacity <= KeptCapacity && scratch.Next.Capacity <= KeptCapacity
            && scratch.Split.Capacity <= KeptCapacity && scratch.Tokens.Capacity <= KeptCapacity)
        {
            idle = scratch;
        }
    }
}
