namespace LrpGen.Runtime;

/// <summary>Checks that the tensors of a file have the sizes they claim and cover its data, once and completely.</summary>
internal static class SafetensorsLayout
{
    /// <summary>Checks one tensor against itself: its shape times its type must be its byte range.</summary>
    /// <exception cref="CheckpointException">They contradict each other.</exception>
    public static TensorEntry Measure(string file, string name, string dtype, long[] shape, long begin, long end)
    {
        long count = 1;
        foreach (long dimension in shape)
        {
            if (count != 0 && dimension > long.MaxValue / count)
                throw Fail(file, name, $"the shape {Messages.Shape(shape)} has more than {long.MaxValue} values");
            count *= dimension;
        }

        if (begin > end)
            throw Fail(file, name, $"the data begin at byte {begin}, after their end at byte {end}");

        // A type that is not known here has no size to check; such a tensor can be listed but not read.
        int bits = StoredType.Bits(dtype);
        if (bits > 0)
        {
            UInt128 needed = (UInt128)count * (uint)bits;
            if (needed != (UInt128)(end - begin) * 8)
            {
                throw Fail(file, name,
                    $"{dtype} {Messages.Shape(shape)} takes {needed / 8} bytes, but its data_offsets [{begin}, {end}] span {end - begin}");
            }
        }

        return new TensorEntry(name, dtype, shape, count, begin, end);
    }

    /// <summary>Sorts the tensors by position and checks that they cover the data without gap or overlap.</summary>
    /// <param name="file">The file's path, for messages.</param>
    /// <param name="tensors">The tensors of the file; sorted here.</param>
    /// <param name="dataLength">Number of bytes after the header.</param>
    /// <exception cref="CheckpointException">They do not.</exception>
    public static void Check(string file, List<TensorEntry> tensors, long dataLength)
    {
        tensors.Sort(static (a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)) is int order and not 0
            ? order
            : string.CompareOrdinal(a.Name, b.Name));

        long covered = 0;
        string before = "the start of the data";
        foreach (TensorEntry tensor in tensors)
        {
            if (tensor.End > dataLength)
            {
                throw Fail(file, tensor.Name,
                    $"the data end at byte {tensor.End}, but the file has only {dataLength} bytes of data: it is cut off, or the offset is wrong");
            }

            if (tensor.Begin > covered)
            {
                throw Fail(file, tensor.Name,
                    $"the data begin at byte {tensor.Begin}, but {before} ends at byte {covered}: the bytes between belong to no tensor");
            }

            if (tensor.Begin < covered)
            {
                throw Fail(file, tensor.Name,
                    $"the data begin at byte {tensor.Begin}, but {before} ends at byte {covered}: they overlap");
            }

            covered = tensor.End;
            before = Messages.Quote(tensor.Name);
        }

        if (covered != dataLength)
        {
            throw new CheckpointException(file,
                $"the tensors end at byte {covered} of the data, but the file has {dataLength}: the rest belongs to no tensor");
        }
    }

    private static CheckpointException Fail(string file, string name, string problem) =>
        new(file, $"{Messages.Quote(name)}: {problem}");
}
