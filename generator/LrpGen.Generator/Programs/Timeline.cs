namespace LrpGen.Generator.Programs;

/// <summary>The steps of a call, one after the other: the forward pass, and the relevance pass behind it if one follows.</summary>
internal sealed class Timeline
{
    private readonly HashSet<Buffer> read = [];

    private Timeline(Step[] steps)
    {
        Steps = steps;
        Buffers = [.. steps.Select(s => s.Buffers.ToArray())];
        read.UnionWith(Buffers.SelectMany(b => b).Where(b => b.Access is Access.Read or Access.ReadWrite).Select(b => b.Slice.Buffer));
    }

    /// <summary>The steps.</summary>
    public Step[] Steps { get; }

    /// <summary>The buffers that each step touches.</summary>
    public BufferArgument[][] Buffers { get; }

    /// <summary>The steps of a call.</summary>
    public static Timeline Of(Step[] steps) => new(steps);

    /// <summary>From when to when each buffer of a region is in use, in whichever call uses it longest; in the order of first use.</summary>
    public static List<Lifetime> Lifetimes(IEnumerable<Timeline> timelines, Region region)
    {
        Dictionary<Buffer, (int First, int Last)> found = [];
        foreach (Timeline timeline in timelines)
        {
            for (int i = 0; i < timeline.Buffers.Length; i++)
            {
                foreach (BufferArgument argument in timeline.Buffers[i])
                {
                    Buffer buffer = argument.Slice.Buffer;
                    if (buffer.Region == region && (argument.Access != Access.WriteIfRead || timeline.read.Contains(buffer)))
                    {
                        (int first, int last) = found.TryGetValue(buffer, out (int First, int Last) known) ? known : (i, i);
                        found[buffer] = (Math.Min(first, i), Math.Max(last, i));
                    }
                }
            }
        }

        return [.. found
            .Select(l => new Lifetime(l.Key, l.Value.First, l.Value.Last))
            .OrderBy(l => l.First).ThenBy(l => l.Buffer.Name, StringComparer.Ordinal).ThenBy(l => l.Buffer.Owner, StringComparer.Ordinal)];
    }
}

/// <summary>The steps in which a buffer is in use.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="First">First step.</param>
/// <param name="Last">Last step.</param>
internal sealed record Lifetime(Buffer Buffer, int First, int Last);
