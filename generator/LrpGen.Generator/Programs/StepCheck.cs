namespace LrpGen.Generator.Programs;

/// <summary>
/// The gate behind the memory plan: proves for every step that it reads what it is meant to read and writes only what its
/// kernel allows (<see cref="KernelContract"/>). It knows the steps and the plan alone, not how they came to be.
/// </summary>
/// <remarks>
/// Three things are proved. No two buffers that are in use at the same time overlap. What a step reads has been written, and
/// not been changed since for another reader (<see cref="BufferSlice.Content"/>). A result lies apart from all that its step
/// reads, but for the operands whose place the kernel lets it take, and for what it adds to.
/// </remarks>
internal static class StepCheck
{
    private const string Accumulates = "accumulate: true";

    /// <summary>Checks the steps of a call.</summary>
    /// <param name="timeline">The steps.</param>
    /// <param name="placeOf">Where a buffer lies, or null where it does not exist.</param>
    /// <exception cref="InvalidOperationException">A step breaks a contract.</exception>
    public static void Check(Timeline timeline, Func<Buffer, Placement?> placeOf)
    {
        CheckOverlaps(timeline, placeOf);
        Dictionary<Buffer, WrittenColumns> written = [];
        for (int i = 0; i < timeline.Steps.Length; i++)
        {
            Step step = timeline.Steps[i];
            BufferArgument[] buffers = [.. timeline.Buffers[i].Where(b => b.Access != Access.WriteIfRead || placeOf(b.Slice.Buffer) is not null)];
            foreach (BufferArgument argument in buffers)
            {
                Placement place = placeOf(argument.Slice.Buffer) ?? throw Broken(step, i, $"{argument.Slice.Name} has no memory");
                if (i < place.FirstStep || i > place.LastStep)
                {
                    throw Broken(step, i, $"{argument.Slice.Name} is used outside of the steps {place.FirstStep} to {place.LastStep} that its memory is kept for");
                }
            }

            CheckReads(step, i, buffers, written);
            CheckResults(step, i, buffers);
            foreach (BufferArgument argument in buffers.Where(IsWritten))
            {
                if (!written.TryGetValue(argument.Slice.Buffer, out WrittenColumns? columns))
                {
                    written.Add(argument.Slice.Buffer, columns = new WrittenColumns());
                }

                columns.Write(argument.Slice);
            }
        }
    }

    private static void CheckReads(Step step, int index, BufferArgument[] buffers, Dictionary<Buffer, WrittenColumns> written)
    {
        foreach (BufferArgument argument in buffers.Where(b => b.Access is Access.Read or Access.ReadWrite))
        {
            if (!written.TryGetValue(argument.Slice.Buffer, out WrittenColumns? columns) || !columns.Cover(argument.Slice))
            {
                throw Broken(step, index, $"{argument.Slice.Name} is read before it is written");
            }

            // What is changed holds what it held before the change; or it stays, being shared in this call.
            bool isThere = columns.Hold(argument.Slice, argument.Slice.Content);
            if (!isThere && !(argument.Access == Access.ReadWrite && columns.Hold(argument.Slice, argument.Slice.ContentBefore)))
            {
                throw Broken(step, index, $"{argument.Slice.Name} has been changed since it was written for this step");
            }
        }
    }

    private static void CheckResults(Step step, int index, BufferArgument[] buffers)
    {
        KernelContract contract = KernelContract.Of(step.Call);
        bool accumulates = step.Arguments.Any(a => a is TextArgument { Value: Accumulates });
        foreach (BufferArgument result in buffers.Where(IsWritten))
        {
            bool inPlace = false;
            foreach (BufferArgument other in buffers.Where(b => !ReferenceEquals(b, result) && Meet(b.Slice, result.Slice)))
            {
                bool allowed = IsSame(other.Slice, result.Slice) && contract.InPlaceOf.Any(o => Touches(step.Arguments[o], other.Slice.Buffer));
                if (IsWritten(other) || !allowed)
                {
                    throw Broken(step, index, $"{result.Slice.Name} is written where {other.Slice.Name} is {(IsWritten(other) ? "written" : "read")}");
                }

                inPlace = true;
            }

            bool isUpdate = result.Access == Access.ReadWrite;
            if (isUpdate != (accumulates || inPlace || contract.ChangesPart) && !(result.Access == Access.Write && inPlace))
            {
                throw Broken(step, index, isUpdate ? $"{result.Slice.Name} is meant to be changed, and the kernel only writes" : $"{result.Slice.Name} is meant to be written, and the kernel reads it as well");
            }
        }
    }

    // Lives are walked through in the order of their beginnings; what lives is kept by offset, so that only neighbours can overlap.
    private static void CheckOverlaps(Timeline timeline, Func<Buffer, Placement?> placeOf)
    {
        Placement[] all = [.. timeline.Buffers.SelectMany(b => b).Select(b => b.Slice.Buffer).Distinct().Select(placeOf).OfType<Placement>()];
        foreach (IGrouping<Region, Placement> region in all.GroupBy(p => p.Buffer.Region))
        {
            List<Placement> live = [];
            Queue<Placement> ends = new(region.OrderBy(p => p.LastStep));
            foreach (Placement next in region.OrderBy(p => p.FirstStep))
            {
                while (ends.Peek().LastStep < next.FirstStep)
                {
                    live.RemoveAt(IndexOf(live, ends.Dequeue().Offset));
                }

                int at = IndexOf(live, next.Offset);
                Placement? overlapped = at > 0 && live[at - 1].End > next.Offset ? live[at - 1] : at < live.Count && live[at].Offset < next.End ? live[at] : null;
                if (overlapped is not null || next.Offset < 0)
                {
                    throw new InvalidOperationException(FormattableString.Invariant(
                        $"The memory plan is wrong: {next.Buffer.Name} at {next.Offset} to {next.End} and {overlapped?.Buffer.Name} at {overlapped?.Offset} to {overlapped?.End} live at the same time."));
                }

                live.Insert(at, next);
            }
        }
    }

    // The first of those in order whose offset is not lower.
    private static int IndexOf(List<Placement> live, long offset)
    {
        int low = 0, high = live.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = live[middle].Offset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static bool Touches(Argument argument, Buffer buffer)
        => argument is BufferArgument { Access: Access.Read } read && read.Slice.WithShared.Any(s => s.Buffer == buffer);

    private static bool IsWritten(BufferArgument argument) => argument.Access != Access.Read;

    private static bool Meet(BufferSlice a, BufferSlice b)
        => a.Buffer == b.Buffer && a.First < b.First + b.Columns && b.First < a.First + a.Columns;

    private static bool IsSame(BufferSlice a, BufferSlice b) => a.First == b.First && a.Columns == b.Columns;

    private static InvalidOperationException Broken(Step step, int index, string what)
        => new(FormattableString.Invariant($"The compiled steps are wrong: in step {index}, {step.Call}, {what}."));
}
