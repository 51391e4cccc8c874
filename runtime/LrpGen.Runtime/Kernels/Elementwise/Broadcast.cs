namespace LrpGen.Runtime;

/// <summary>
/// Which number of a gate belongs to which number of its signal: a gate has the signal's size along each axis, or 1, and is
/// repeated there.
/// </summary>
/// <example>A squeeze-and-excitation gate of [channels, 1, 1] is repeated at every position; one of [1, height, width] for every channel.</example>
public sealed class Broadcast
{
    /// <summary>Takes the shapes.</summary>
    /// <param name="channels">Channels of the signal.</param>
    /// <param name="axes">Sizes of the signal's axes behind the channels.</param>
    /// <param name="gateChannels">Channels of the gate.</param>
    /// <param name="gateAxes">Sizes of the gate's axes.</param>
    /// <exception cref="ArgumentException">A size of the gate is neither 1 nor the signal's.</exception>
    public Broadcast(int channels, ReadOnlySpan<int> axes, int gateChannels, ReadOnlySpan<int> gateAxes)
    {
        bool fits = axes.Length == gateAxes.Length && channels > 0 && (gateChannels == 1 || gateChannels == channels);
        for (int axis = 0; fits && axis < axes.Length; axis++)
        {
            fits = axes[axis] > 0 && (gateAxes[axis] == 1 || gateAxes[axis] == axes[axis]);
        }

        if (!fits)
        {
            throw new ArgumentException($"gate: expected 1 or the size of the signal along each axis of [{channels}, {Text(axes)}], found [{gateChannels}, {Text(gateAxes)}].", nameof(gateAxes));
        }

        (Channels, GateChannels) = (channels, gateChannels);
        GateRows = [0];
        int gatePositions = 1;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            GateRows = Extend(GateRows, axes[axis], gateAxes[axis]);
            gatePositions *= gateAxes[axis];
        }

        GatePositions = gatePositions;
        Order = [.. Enumerable.Range(0, Positions).OrderBy(position => GateRows[position])];
    }

    /// <summary>Channels of the signal.</summary>
    public int Channels { get; }

    /// <summary>Channels of the gate: as many, or 1.</summary>
    public int GateChannels { get; }

    /// <summary>Rows of one sample of the signal.</summary>
    public int Positions => GateRows.Length;

    /// <summary>Rows of one sample of the gate.</summary>
    public int GatePositions { get; }

    /// <summary>The gate's row for each row of a sample.</summary>
    internal int[] GateRows { get; }

    /// <summary>The rows of a sample, gate row by gate row: each gate row has as many.</summary>
    internal int[] Order { get; }

    /// <summary>Whether one number of the gate stands for all channels.</summary>
    internal bool RepeatsChannels => GateChannels < Channels;

    private static int[] Extend(int[] rows, int size, int gateSize)
        => [.. rows.SelectMany(row => Enumerable.Range(0, size).Select(i => (row * gateSize) + (gateSize == 1 ? 0 : i)))];

    private static string Text(ReadOnlySpan<int> sizes) => string.Join(", ", sizes.ToArray());
}
