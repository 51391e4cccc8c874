using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Programs;

/// <summary>The part of the workspace that a buffer lies in: it says what the buffer's size is proportional to.</summary>
internal enum Region
{
    /// <summary>One row a token.</summary>
    Tokens,

    /// <summary>One row a token and target: relevance.</summary>
    TargetTokens,

    /// <summary>One row a sample and position.</summary>
    Samples,

    /// <summary>One row a sample, position and target: relevance.</summary>
    TargetSamples,
}

/// <summary>A piece of the workspace.</summary>
/// <param name="Name">Of what it was made for. A buffer that is used again in place has further names (<see cref="BufferSlice"/>).</param>
/// <param name="Region">Where it lies.</param>
/// <param name="Columns">Its columns, before padding.</param>
/// <param name="Positions">Rows of one token or sample.</param>
/// <param name="Owner">The pass that it belongs to, or nothing for the forward pass.</param>
internal sealed record Buffer(string Name, Region Region, int Columns, int Positions = 1, string Owner = "")
{
    /// <summary>Columns are padded to whole 512-bit vectors.</summary>
    public const int Padding = 16;

    // 2 KiB in floats.
    private const int Alias = 512;

    /// <summary>Floats a token or sample: what the runtime's workspace takes for it.</summary>
    public long Stride => Positions * (Region is Region.Samples or Region.TargetSamples && Pad(Columns) % Alias == 0 ? Pad(Columns) + Padding : Pad(Columns));

    /// <summary>Whether it carries relevance.</summary>
    public bool IsRelevance => Region is Region.TargetTokens or Region.TargetSamples;

    /// <summary>Whether it is a tensor of the forward pass, not a value that a relevance pass keeps for itself.</summary>
    public bool IsForward => Owner.Length == 0;

    /// <summary>The whole of it.</summary>
    public BufferSlice Whole => new(Name, this, 0, Columns);

    /// <summary>Rounds up to whole vectors.</summary>
    public static long Pad(int columns) => ((long)columns + Padding - 1) / Padding * Padding;
}

/// <summary>Some columns of a buffer, under the name of the tensor that they hold: a property of the generated code.</summary>
internal sealed record BufferSlice(string Name, Buffer Buffer, int First, int Columns)
{
    /// <summary>
    /// What it is in calls that have no condition on <see cref="Layers"/>: relevance that others read as well, and which only a
    /// condition would change.
    /// </summary>
    public BufferSlice? Shared { get; init; }

    /// <summary>
    /// Which of the values that follow each other in the buffer it stands for: a number of its own for each change in place, so
    /// that a step which reads what is no longer there can be told (<see cref="StepCheck"/>).
    /// </summary>
    public int Content { get; init; }

    /// <summary>What <see cref="Content"/> was before the change that made it this one.</summary>
    public int ContentBefore { get; init; }

    /// <summary>Indices of the layers whose relevance it is, where it is shared.</summary>
    public EquatableArray<int> Layers { get; init; } = [];

    /// <summary>It, and what it can be instead.</summary>
    public IEnumerable<BufferSlice> WithShared
    {
        get
        {
            for (BufferSlice? slice = this; slice is not null; slice = slice.Shared)
            {
                yield return slice;
            }
        }
    }

    /// <summary>Whether it is the whole buffer.</summary>
    public bool IsWhole => First == 0 && Columns == Buffer.Columns;
}
