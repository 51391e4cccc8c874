using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>The <c>layers</c> array: names, inputs, order; operators do the rest.</summary>
internal sealed class LayerList
{
    private const int MaxLayers = 10_000;

    private readonly List<LayerSpec> layers = [];
    private readonly Dictionary<string, SourceSpan> nameSpans = new(StringComparer.Ordinal);

    private LayerList(GraphInput input) => Input = input;

    public GraphInput Input { get; }

    /// <summary>Whether every layer could be read.</summary>
    public bool IsComplete { get; private set; } = true;

    public static LayerList? Read(string path, ObjectReader root, GraphInput input, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        const string Expected = "an array of 1 to 10000 layers";
        if (root.Required("layers", Expected) is not { } node)
            return null;
        if (node.Kind != JsonKind.Array || node.Items.IsEmpty || node.Items.Length > MaxLayers)
        {
            root.WrongType("layers", node, Expected);
            return null;
        }

        LayerList list = new(input);
        LayerInputs inputs = LayerInputs.Of(node, input.Name);
        Dictionary<string, Dims?> shapes = new(StringComparer.Ordinal) { [input.Name] = input.Shape };
        for (int index = 0; index < node.Items.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            LayerSpec? layer = list.ReadLayer(path, node.Items[index], index, inputs, shapes, diagnostics);
            if (layer is null)
                list.IsComplete = false;
            else
                list.layers.Add(layer);
        }

        return list;
    }

    /// <summary>The layers that the output is computed from. Reports an output that is none, and layers that do not contribute.</summary>
    public EquatableArray<LayerSpec> UpTo(string output, ObjectReader root)
    {
        if (!nameSpans.ContainsKey(output))
        {
            string hint = Nearest.Find(output, nameSpans.Keys) is { } nearest ? $"; did you mean '{nearest}'?" : "";
            root.Report(DiagnosticCatalog.UnknownLayer, root.SpanOf("output"), "output", output, hint);
            return [];
        }

        if (!IsComplete)
            return [];
        HashSet<string> needed = new(StringComparer.Ordinal) { output };
        List<LayerSpec> reached = [];
        foreach (LayerSpec layer in Enumerable.Reverse(layers))
        {
            if (!needed.Contains(layer.Name))
            {
                root.Report(DiagnosticCatalog.UnreachableLayer, nameSpans[layer.Name], layer.Name, output);
                continue;
            }

            needed.UnionWith(layer.Inputs);
            reached.Add(layer);
            if (layer.Op == "softmax" && layer.Name != output)
                root.Report(DiagnosticCatalog.OperatorNotAllowedHere, nameSpans[layer.Name], layer.Name, layer.Op, "it may only be the output of the network");
        }

        reached.Reverse();
        return reached.ToEquatableArray();
    }

    private LayerSpec? ReadLayer(string path, JsonNode node, int index, LayerInputs inputs, Dictionary<string, Dims?> shapes, List<DiagnosticInfo> diagnostics)
    {
        string number = "layers › " + ConfigReader.Text(index);
        if (node.Kind != JsonKind.Object)
        {
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticCatalog.WrongType, path, node.Span, number, ConfigReader.Describe(node), "an object such as {\"name\": \"relu1\", \"op\": \"relu\"}"));
            return null;
        }

        string place = (node.Member("name")?.Value is { Kind: JsonKind.String } named ? named.Text : number) + " › ";
        ObjectReader reader = new(path, place, node, diagnostics);
        string? name = reader.String("name", required: true);
        string? op = reader.String("op", required: true);
        reader.Value("inputs");
        bool isNew = name is not null && Declare(name, reader);
        LayerOp? known = op is null ? null : FindOp(op, reader);
        string[]? from = inputs.Check(index, reader, known);
        LayerShape? shape = null;
        if (known is not null && from is not null && name is not null)
            shape = Infer(name, known, from, shapes, reader);
        if (known is not null)
            reader.Finish([.. known.Fields.Select(field => field.Name)]);
        if (name is not null && isNew)
            shapes[name] = shape?.Output;
        return name is null || !isNew || op is null || from is null || shape is null || reader.Failed
            ? null
            : new LayerSpec(name, op, from.ToEquatableArray(), from.Select(input => shapes[input]!.Value).ToEquatableArray(), shape.Output, shape.Options, shape.Weights.ToEquatableArray());
    }

    private bool Declare(string name, ObjectReader reader)
    {
        SourceSpan span = reader.SpanOf("name");
        if (name == Input.Name)
        {
            reader.Report(DiagnosticCatalog.DuplicateLayer, span, name, "the input");
            return false;
        }

        if (nameSpans.TryGetValue(name, out SourceSpan first))
        {
            reader.Report(DiagnosticCatalog.DuplicateLayer, span, name, $"the layer in line {ConfigReader.Text(first.From.Line + 1)}");
            return false;
        }

        nameSpans.Add(name, span);
        return true;
    }

    private static LayerOp? FindOp(string op, ObjectReader reader)
    {
        if (LayerOps.Find(op) is { } known)
            return known;
        string[] names = [.. LayerOps.All.Select(candidate => candidate.Name)];
        string hint = Nearest.Find(op, names) is { } nearest ? $"; did you mean '{nearest}'?" : "";
        reader.ReportAt(DiagnosticCatalog.UnknownOperator, "op", op, hint, ConfigReader.Quote(names));
        return null;
    }

    private static LayerShape? Infer(string name, LayerOp op, string[] from, Dictionary<string, Dims?> shapes, ObjectReader reader)
    {
        // Behind a layer that is wrong nothing can be said.
        Dims?[] known = [.. from.Select(input => shapes.TryGetValue(input, out Dims? shape) ? shape : null)];
        if (known.Contains(null))
            return null;
        EquatableArray<Dims> inputs = known.Select(shape => shape!.Value).ToEquatableArray();
        if (op.SpatialAxes is { } axes && inputs[0].Rank != axes + 1)
        {
            reader.ReportAt(DiagnosticCatalog.WrongRank, "op", $"an input of shape {inputs[0]}", $"channels and {ConfigReader.Text(axes)} {(axes == 1 ? "axis" : "axes")} behind them");
            return null;
        }

        LayerShape? result = op.Infer(new LayerContext(name, op, inputs, reader));
        if (result is null)
            return null;
        Dims[] sizes = [result.Output, .. result.Weights.Select(weight => weight.Shape)];
        if (sizes.FirstOrDefault(size => size.Sizes.Count > 0 && size.Elements > int.MaxValue) is { Rank: > 0 } tooLarge)
        {
            reader.ReportAt(DiagnosticCatalog.SizeTooLarge, "op", $"{tooLarge} numbers", ConfigReader.Text(int.MaxValue));
            return null;
        }

        return result;
    }
}
