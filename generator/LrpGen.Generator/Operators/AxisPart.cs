using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Operators;

/// <summary>Some indices of one axis of a tensor: what a slice takes, and where a part of a concatenation lies.</summary>
/// <param name="Whole">Shape of the whole, channels first.</param>
/// <param name="Axis">0 is the channels.</param>
/// <param name="First">First index.</param>
/// <param name="Step">From one index to the next.</param>
/// <param name="Count">How many.</param>
internal sealed record AxisPart(Dims Whole, int Axis, int First, int Step, int Count)
{
    /// <summary>Whether it is some channels, and so columns; otherwise it is rows.</summary>
    public bool IsColumns => Axis == 0;

    /// <summary>Whether it is columns side by side.</summary>
    public bool IsBlock => IsColumns && Step == 1;

    /// <summary>In words.</summary>
    public string Words => FormattableString.Invariant($"axis {Axis + 1} from {First}")
        + FormattableString.Invariant($" up to {First + ((Count - 1) * Step) + 1}")
        + (Step == 1 ? string.Empty : FormattableString.Invariant($" in steps of {Step}"));

    /// <summary>The arguments of a kernel that say it.</summary>
    public Argument[] Arguments
    {
        get
        {
            if (IsBlock)
            {
                return [Argument.Text(FormattableString.Invariant($"{First}"))];
            }

            if (IsColumns)
            {
                return [Argument.Text(FormattableString.Invariant($"first: {First}")), Argument.Text(FormattableString.Invariant($"step: {Step}"))];
            }

            // Rows lie in the order of the axes behind the channels.
            int outer = Whole.Sizes.Skip(1).Take(Axis - 1).Aggregate(1, (a, b) => a * b);
            int inner = Whole.Sizes.Skip(Axis + 1).Aggregate(1, (a, b) => a * b);
            return [Argument.Text(FormattableString.Invariant($"new RowSlice(Outer: {outer}, Size: {Whole[Axis]}, Inner: {inner}, First: {First}, Step: {Step}, Count: {Count})"))];
        }
    }
}
