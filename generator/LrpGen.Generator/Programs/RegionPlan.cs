using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Programs;

/// <summary>Where a buffer lies: floats a row from the start of its region, and during which steps.</summary>
internal sealed record Placement(Buffer Buffer, long Offset, int FirstStep, int LastStep)
{
    /// <summary>The first float behind it.</summary>
    public long End => Offset + Buffer.Stride;
}

/// <summary>The buffers of one region, laid out so that two share memory only when their lifetimes do not meet.</summary>
internal sealed class RegionPlan : IEquatable<RegionPlan>
{
    // Looking for a place among all buffers takes as many looks as there are buffers.
    private const int FewBuffers = 4096;

    private readonly Dictionary<Buffer, Placement> places;

    private RegionPlan(IEnumerable<Placement> placements)
    {
        Placements = placements.ToEquatableArray();
        places = Placements.ToDictionary(p => p.Buffer);
        Size = Placements.Select(p => p.End).DefaultIfEmpty(0).Max();
    }

    /// <summary>In the order of first use.</summary>
    public EquatableArray<Placement> Placements { get; }

    /// <summary>Floats a row.</summary>
    public long Size { get; }

    /// <summary>Lays buffers out.</summary>
    /// <param name="lifetimes">The buffers, in the order of first use.</param>
    /// <param name="sharesMemory">Whether they may share memory.</param>
    public static RegionPlan Of(List<Lifetime> lifetimes, bool sharesMemory)
    {
        if (!sharesMemory)
        {
            return OneBehindTheOther(lifetimes);
        }

        List<IGrouping<string, Lifetime>> owners = [.. lifetimes.GroupBy(l => l.Buffer.Owner)];
        if (owners.Count <= 1)
        {
            return Tightest(lifetimes);
        }

        // The passes' own buffers lie beside those of the forward pass. Of two passes only one runs in a call.
        List<Placement> forward = [.. Tightest([.. lifetimes.Where(l => l.Buffer.IsForward)]).Placements.OrderBy(p => p.Offset)];
        Dictionary<Buffer, Placement> all = forward.ToDictionary(p => p.Buffer);
        foreach (IGrouping<string, Lifetime> owner in owners.Where(o => o.Key.Length > 0))
        {
            foreach (Placement place in LargestFirst([.. forward], owner).Where(p => !p.Buffer.IsForward))
            {
                all.Add(place.Buffer, place);
            }
        }

        return new RegionPlan(lifetimes.Select(l => all[l.Buffer]));
    }

    private static RegionPlan Tightest(List<Lifetime> lifetimes)
    {
        // Neither order is always the better one: the first used first, or the largest first.
        RegionPlan firstUsed = FirstUsedFirst(lifetimes);
        if (lifetimes.Count > FewBuffers)
        {
            return firstUsed;
        }

        Dictionary<Buffer, Placement> places = LargestFirst([], lifetimes).ToDictionary(p => p.Buffer);
        RegionPlan largest = new(lifetimes.Select(l => places[l.Buffer]));
        return largest.Size < firstUsed.Size ? largest : firstUsed;
    }

    /// <summary>Where a buffer lies, or null when it does not exist here.</summary>
    public Placement? PlaceOf(Buffer buffer) => places.TryGetValue(buffer, out Placement? place) ? place : null;

    /// <summary>Offset of a buffer, or −1 when it does not exist here.</summary>
    public long OffsetOf(Buffer buffer) => PlaceOf(buffer)?.Offset ?? -1;

    /// <inheritdoc/>
    public bool Equals(RegionPlan other) => Placements == other.Placements;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RegionPlan other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Placements.GetHashCode();

    private static RegionPlan OneBehindTheOther(List<Lifetime> lifetimes)
    {
        long end = 0;
        List<Placement> placements = [];
        foreach (Lifetime life in lifetimes)
        {
            placements.Add(new(life.Buffer, end, life.First, life.Last));
            end += life.Buffer.Stride;
        }

        return new RegionPlan(placements);
    }

    // Each buffer goes into the lowest gap that is large enough when its life begins.
    private static RegionPlan FirstUsedFirst(List<Lifetime> lifetimes)
    {
        FreeMemory free = new();
        Dictionary<Buffer, Placement> placements = [];
        Lifetime[] byEnd = [.. lifetimes.OrderBy(l => l.Last)];
        int ended = 0;
        foreach (Lifetime life in lifetimes)
        {
            for (; byEnd[ended].Last < life.First; ended++)
            {
                Placement gone = placements[byEnd[ended].Buffer];
                free.GiveBack(gone.Offset, gone.Buffer.Stride);
            }

            placements.Add(life.Buffer, new(life.Buffer, free.Take(life.Buffer.Stride), life.First, life.Last));
        }

        return new RegionPlan(lifetimes.Select(l => placements[l.Buffer]));
    }

    // Each buffer goes to the lowest place beside those there and the larger ones whose lives meet its own.
    private static List<Placement> LargestFirst(List<Placement> byOffset, IEnumerable<Lifetime> lifetimes)
    {
        foreach (Lifetime life in lifetimes.OrderByDescending(l => l.Buffer.Stride))
        {
            long offset = 0;
            foreach (Placement other in byOffset)
            {
                if (other.FirstStep > life.Last || life.First > other.LastStep)
                {
                    continue;
                }

                if (other.Offset >= offset + life.Buffer.Stride)
                {
                    break;
                }

                offset = Math.Max(offset, other.End);
            }

            int at = byOffset.Count;
            while (at > 0 && byOffset[at - 1].Offset > offset)
            {
                at--;
            }

            byOffset.Insert(at, new(life.Buffer, offset, life.First, life.Last));
        }

        return byOffset;
    }
}
