namespace LrpGen.Generator.Programs;

/// <summary>The gaps of a region, lowest first. The last one has no end.</summary>
internal sealed class FreeMemory
{
    private readonly List<(long Start, long End)> gaps = [(0, long.MaxValue)];

    /// <summary>Takes memory from the lowest gap that is large enough.</summary>
    /// <param name="size">Floats.</param>
    /// <returns>Its offset.</returns>
    public long Take(long size)
    {
        int i = gaps.FindIndex(gap => gap.End - gap.Start >= size);
        (long start, long end) = gaps[i];
        if (end - start == size)
        {
            gaps.RemoveAt(i);
        }
        else
        {
            gaps[i] = (start + size, end);
        }

        return start;
    }

    /// <summary>Gives memory back; neighbouring gaps become one.</summary>
    /// <param name="start">Its offset.</param>
    /// <param name="size">Floats.</param>
    public void GiveBack(long start, long size)
    {
        long end = start + size;
        int i = gaps.FindIndex(gap => gap.Start >= end);
        if (gaps[i].Start == end)
        {
            end = gaps[i].End;
            gaps.RemoveAt(i);
        }

        if (i > 0 && gaps[i - 1].End == start)
        {
            gaps[i - 1] = (gaps[i - 1].Start, end);
        }
        else
        {
            gaps.Insert(i, (start, end));
        }
    }
}
