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

    /// <summary>What lies before and behind each axis, 0 unless given.</summary>
    public (int[] Before, int[] Behind)? Sides(string key)
    {
        int[] none = [.. Enumerable.Repeat(0, Axes)];
        return fields.Value(key) is null ? (none, none) : fields.Sides(key, Axes);
    }

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
    public Dims? Slide(int channels, LayerOptions options)
    {
        int[] sizes = new int[Axes + 1];
        sizes[0] = channels;
        for (int axis = 0; axis < Axes; axis++)
        {
            SlidingWindow window = new(
                Input[axis + 1], options.Kernel[axis], options.Stride[axis], options.Padding[axis], options.PaddingBehind[axis], options.Dilation.Count > 0 ? options.Dilation[axis] : 1, options.CeilMode);
            if (window.Count < 1)
            {
                string padding = window.Before == window.Behind ? $"padding {window.Before} on both sides" : $"padding {window.Before} before and {window.Behind} behind it";
                fields.ReportAt(
                    DiagnosticCatalog.EmptyOutput,
                    "kernel",
                    $"a window of {window.Span} over an axis of {window.Input} with {padding}",
                    $"a window of at most {window.MostSpan}");
                return null;
            }

            sizes[axis + 1] = window.Count;
        }

        return Dims.Of(sizes);
    }
}
