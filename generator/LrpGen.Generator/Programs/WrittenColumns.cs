namespace LrpGen.Generator.Programs;

/// <summary>Which columns of a buffer have been written, and with what.</summary>
internal sealed class WrittenColumns
{
    private readonly List<(long First, long End, int Content)> parts = [];

    /// <summary>Some columns are written; the padding behind them is zero.</summary>
    public void Write(BufferSlice slice)
    {
        (long first, long end) = RangeOf(slice);
        foreach ((long otherFirst, long otherEnd, int content) in parts.ToArray())
        {
            if (otherFirst < end && first < otherEnd)
            {
                parts.Remove((otherFirst, otherEnd, content));
                if (otherFirst < first)
                {
                    parts.Add((otherFirst, first, content));
                }

                if (otherEnd > end)
                {
                    parts.Add((end, otherEnd, content));
                }
            }
        }

        parts.Add((first, end, slice.Content));
    }

    /// <summary>Whether all of some columns have been written.</summary>
    public bool Cover(BufferSlice slice)
    {
        (long first, long end) = RangeOf(slice);
        foreach ((long partFirst, long partEnd, _) in parts.OrderBy(p => p.First))
        {
            if (partFirst <= first && partEnd > first)
            {
                first = partEnd;
            }
        }

        return first >= end;
    }

    /// <summary>Whether what lies in some columns is all of one content.</summary>
    public bool Hold(BufferSlice slice, int content)
    {
        (long first, long end) = RangeOf(slice);
        return parts.TrueForAll(p => p.End <= first || p.First >= end || p.Content == content);
    }

    private static (long First, long End) RangeOf(BufferSlice slice) => (slice.First, slice.First + Buffer.Pad(slice.Columns));
}
