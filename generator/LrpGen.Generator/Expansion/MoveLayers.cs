using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Expansion;

/// <summary>Layers that move numbers.</summary>
internal static class MoveLayers
{
    public static void Pad(LayerSpec layer, LayerExpander e) => e.Add(new PadOperator(
        e.IdentifierOf(layer), layer.Name, e.Section, LayerWeights.PaddingShape(layer), layer.Options.Value!, e.Input(layer), e.Output(layer)));

    public static void Slice(LayerSpec layer, LayerExpander e)
    {
        AxisPart part = new(layer.InputShapes[0], layer.Options.Axis, layer.Options.Start, layer.Options.Step, layer.OutputShape[layer.Options.Axis]);
        e.Add(new SliceOperator(e.IdentifierOf(layer), layer.Name, e.Section, part, e.Input(layer), e.Output(layer)));
    }

    public static void Concat(LayerSpec layer, LayerExpander e)
    {
        int axis = layer.Options.Axis;
        int first = 0;
        List<AxisPart> places = [];
        foreach (Dims part in layer.InputShapes)
        {
            places.Add(new AxisPart(layer.OutputShape, axis, first, 1, part[axis]));
            first += part[axis];
        }

        e.Add(new ConcatOperator(e.IdentifierOf(layer), layer.Name, e.Section, e.Inputs(layer), places.ToEquatableArray(), e.Output(layer)));
    }

    /// <summary>Values stay in the order channel, then position: a row a sample is on the way from one shape to another.</summary>
    public static void Reshape(LayerSpec layer, LayerExpander e)
    {
        (string id, Tensor input, Tensor output) = (e.IdentifierOf(layer), e.Input(layer), e.Output(layer));
        if (output.Positions == 1)
        {
            e.Add(new FlattenOperator(id, layer.Name, e.Section, input, output));
        }
        else if (input.Positions == 1)
        {
            e.Add(new ReshapeOperator(id, layer.Name, e.Section, input, output));
        }
        else
        {
            Tensor row = new(MemberNames.Beside(id, "Row"), RowKind.Samples, input.Columns * input.Positions);
            e.Add(new FlattenOperator(row.Name, layer.Name, e.Section, input, row));
            e.Add(new ReshapeOperator(id, layer.Name, e.Section, row, output));
        }
    }
}
