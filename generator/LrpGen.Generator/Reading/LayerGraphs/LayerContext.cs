using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>What an operator sees of its layer: its keys, and the shapes that come in.</summary>
internal sealed class LayerContext(string name, LayerOp op, EquatableArray<Dims> inputs, ObjectReader fields)
{
    public string Name => name;

    public LayerOp Op => op;

    public EquatableArray<Dims> Inputs => inputs;

    public Dims Input => inputs[0];

    public ObjectReader Fields => fields;

    /// <summary>How many axes lie behind the channels.</summary>
    public int Axes => op.SpatialAxes ?? Input.Rank - 1;

    public LayerWeight Weight(string role, params int[] shape) => new(role, name + "." + role, Dims.Of(shape));

    /// <summary>One integer an axis, with a default.</summary>
    public int[]? PerAxis(string key, int whenMissing, int min) => PerAxis(key, [.. Enumerable.Repeat(whenMissing, Axes)], min);

    public int[]? PerAxis(string key, int[] whenMissing, int min) =>
        fields.Value(key) is null ? whenMissing : fields.Ints(key, Axes, min);

    /// <summary>A size that follows from the input; when it is given it has to agree.</summary>
    public bool Agrees(string key, int actual, string what)
    {
        if (fields.Int(key) is not { } given)
            return fields.Value(key) is null;
        if (given == actual)
            return true;
        fields.Mismatch(key, ConfigReader.Text(given), $"{ConfigReader.Text(actual)}, {what} {Input}");
        return false;
    }

    /// <summary>The output of a window that slides over each axis; null, with a complaint, where nothing is left.</summary>
    public Dims? Slide(int channels, int[] kernel, int[] stride, int[] padding, int[] dilation, Func<int, long, int> count)
    {
        int[] sizes = new int[Axes + 1];
        sizes[0] = channels;
        for (int axis = 0; axis < Axes; axis++)
        {
            long room = Input[axis + 1] + (2L * padding[axis]) - ((long)dilation[axis] * (kernel[axis] - 1)) - 1;
            if (room < 0)
            {
                long needed = ((long)dilation[axis] * (kernel[axis] - 1)) + 1;
                fields.ReportAt(
                    DiagnosticCatalog.EmptyOutput,
                    "kernel",
                    $"a window of {needed} over an axis of {Input[axis + 1]} with padding {padding[axis]} on both sides",
                    $"a window of at most {Input[axis + 1] + (2L * padding[axis])}");
                return null;
            }

            sizes[axis + 1] = count(axis, room);
        }

        return Dims.Of(sizes);
    }
}
