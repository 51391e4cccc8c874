using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Programs;

/// <summary>Where a buffer lies: floats a row from the start of its region, and during which steps.</summary>
internal sealed record Placement(Buffer Buffer, int Offset, int FirstStep, int LastStep);

/// <summary>The buffers of one region, laid out so that two share memory only when their lifetimes do not meet.</summary>
/// <param name="Placements">In the order of first use.</param>
/// <param name="Size">Floats a row.</param>
internal sealed record RegionPlan(EquatableArray<Placement> Placements, int Size)
{
    /// <summary>Offset of a buffer, or −1 when it does not exist here.</summary>
    public int OffsetOf(Buffer buffer) => Placements.FirstOrDefault(p => p.Buffer == buffer)?.Offset ?? -1;
}

/// <summary>Constant offsets of all buffers, from their lifetimes over forward and relevance pass together.</summary>
internal sealed record MemoryPlan(
    RegionPlan PredictTokens,
    RegionPlan PredictSequences,
    RegionPlan ExplainTokens,
    RegionPlan ExplainSequences,
    EquatableArray<RegionPlan> TargetTokens,
    EquatableArray<RegionPlan> TargetSequences,
    RegionPlan PredictSamples,
    RegionPlan ExplainSamples,
    EquatableArray<RegionPlan> TargetSamples)
{
    /// <summary>Offset when only the forward pass runs, or −1.</summary>
    public int PredictOffsetOf(Buffer buffer) => Choose(buffer, PredictTokens, PredictSequences, PredictSamples).OffsetOf(buffer);

    /// <summary>Offset when a relevance pass follows, or −1.</summary>
    public int ExplainOffsetOf(Buffer buffer) => Choose(buffer, ExplainTokens, ExplainSequences, ExplainSamples).OffsetOf(buffer);

    /// <summary>Plans a model.</summary>
    public static MemoryPlan Of(ModelProgram program)
    {
        List<Step> forward = [.. program.Forward.SelectMany(p => p.Steps)];
        List<List<Step>> timelines = [.. program.Passes.Select(p => forward.Concat(p.Procedures.SelectMany(q => q.Steps)).ToList())];
        List<List<Step>> explain = timelines.Count > 0 ? timelines : [forward];
        return new MemoryPlan(
            Plan([forward], Region.Tokens),
            Plan([forward], Region.Sequences),
            Plan(explain, Region.Tokens),
            Plan(explain, Region.Sequences),
            timelines.Select(t => Plan([t], Region.TargetTokens)).ToEquatableArray(),
            timelines.Select(t => Plan([t], Region.TargetSequences)).ToEquatableArray(),
            Plan([forward], Region.Samples),
            Plan(explain, Region.Samples),
            timelines.Select(t => Plan([t], Region.TargetSamples)).ToEquatableArray());
    }

    private static RegionPlan Choose(Buffer buffer, RegionPlan tokens, RegionPlan sequences, RegionPlan samples) => buffer.Region switch
    {
        Region.Tokens => tokens,
        Region.Sequences => sequences,
        _ => samples,
    };

    // Every timeline is the forward pass and then one backward pass: a buffer lives as long as the longest of them needs.
    private static RegionPlan Plan(List<List<Step>> timelines, Region region)
    {
        Dictionary<Buffer, (int First, int Last)> lifetimes = [];
        foreach (List<Step> steps in timelines)
        {
            HashSet<Buffer> read = [.. steps.SelectMany(s => s.Buffers).Where(b => b.Access is Access.Read or Access.ReadWrite).Select(b => b.Slice.Buffer)];
            for (int i = 0; i < steps.Count; i++)
            {
                foreach (BufferArgument argument in steps[i].Buffers)
                {
                    Buffer buffer = argument.Slice.Buffer;
                    if (buffer.Region == region && (argument.Access != Access.WriteIfRead || read.Contains(buffer)))
                    {
                        (int first, int last) = lifetimes.TryGetValue(buffer, out (int First, int Last) known) ? known : (i, i);
                        lifetimes[buffer] = (Math.Min(first, i), Math.Max(last, i));
                    }
                }
            }
        }

        List<Lifetime> inOrder = [.. lifetimes
            .Select(l => new Lifetime(l.Key, l.Value.First, l.Value.Last))
            .OrderBy(l => l.First).ThenBy(l => l.Buffer.Name, StringComparer.Ordinal).ThenBy(l => l.Buffer.Owner, StringComparer.Ordinal)];

        // Neither order is always the better one: the first used first, or the largest first.
        RegionPlan firstUsed = Place(inOrder, inOrder), largest = Place(inOrder.OrderByDescending(l => l.Buffer.Stride), inOrder);
        return largest.Size < firstUsed.Size ? largest : firstUsed;
    }

    private static RegionPlan Place(IEnumerable<Lifetime> order, List<Lifetime> inOrder)
    {
        Dictionary<Lifetime, Placement> placements = [];
        foreach (Lifetime life in order)
        {
            placements.Add(life, new Placement(life.Buffer, LowestFree(placements.Values, life), life.First, life.Last));
        }

        return new RegionPlan(
            inOrder.Select(l => placements[l]).ToEquatableArray(), placements.Values.Select(p => p.Offset + p.Buffer.Stride).DefaultIfEmpty(0).Max());
    }

    private static int LowestFree(IEnumerable<Placement> placements, Lifetime life)
    {
        int offset = 0;
        foreach (Placement other in placements
            .Where(p => p.FirstStep <= life.Last && life.First <= p.LastStep)
            .OrderBy(p => p.Offset))
        {
            if (other.Offset >= offset + life.Buffer.Stride)
            {
                break;
            }

            offset = Math.Max(offset, other.Offset + other.Buffer.Stride);
        }

        return offset;
    }

    private sealed record Lifetime(Buffer Buffer, int First, int Last);
}
