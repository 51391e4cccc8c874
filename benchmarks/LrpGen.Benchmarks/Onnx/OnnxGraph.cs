using System.Globalization;
using System.Runtime.InteropServices;
using LrpGen.Benchmarks.Checkpoints;

namespace LrpGen.Benchmarks.Onnx;

/// <summary>Writes an ONNX file (onnx.proto of ONNX 1.16) whose weights stay where they are: in a safetensors file beside it.</summary>
/// <param name="weights">The file with the weights.</param>
internal sealed class OnnxGraph(SafetensorsPlaces weights)
{
    private const int FloatType = 1;
    private const int IntegerType = 7;

    // Opset 20 has Gelu, and LayerNormalization since 17.
    private const int Opset = 20;
    private const int IrVersion = 9;

    private readonly ProtobufWriter graph = new();
    private readonly HashSet<string> declared = [];
    private int nodes;

    /// <summary>Declares an input of integers; dimensions are sizes, or names for those that are known at run time.</summary>
    public string IntegerInput(string name, params ReadOnlySpan<string> dimensions) => Declare(11, name, IntegerType, dimensions);

    /// <summary>Declares an input of floats; dimensions are sizes or names.</summary>
    public string FloatInput(string name, params ReadOnlySpan<string> dimensions) => Declare(11, name, FloatType, dimensions);

    /// <summary>Declares the output, floats.</summary>
    public void Output(string name, params ReadOnlySpan<string> dimensions) => Declare(12, name, FloatType, dimensions);

    /// <summary>A tensor of the weights' file. Its bytes are not copied: they are external data of the ONNX file.</summary>
    public string Weight(string name)
    {
        if (declared.Add(name))
        {
            SafetensorsPlaces.Place place = weights[name];
            ProtobufWriter tensor = Tensor(name, FloatType, place.Shape);
            External(tensor, "location", Path.GetFileName(weights.File));
            External(tensor, "offset", place.Offset.ToString(CultureInfo.InvariantCulture));
            External(tensor, "length", place.Length.ToString(CultureInfo.InvariantCulture));
            graph.Message(5, tensor.Integer(14, 1));
        }

        return name;
    }

    /// <summary>A list of integers.</summary>
    public string Constant(params ReadOnlySpan<long> values)
    {
        string name = "constant_" + string.Join('_', values.ToArray());
        if (declared.Add(name))
        {
            graph.Message(5, Tensor(name, IntegerType, [values.Length]).Data(9, MemoryMarshal.AsBytes(values)));
        }

        return name;
    }

    /// <summary>A scalar.</summary>
    public string Constant(float value)
    {
        string name = "constant_" + value.ToString(CultureInfo.InvariantCulture);
        if (declared.Add(name))
        {
            graph.Message(5, Tensor(name, FloatType, []).Data(9, MemoryMarshal.AsBytes([value])));
        }

        return name;
    }

    /// <summary>Appends a node and returns its output.</summary>
    public string Node(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
        => Node(operation, $"{operation}_{nodes}", inputs, attributes);

    /// <summary>Appends a node whose output has a given name.</summary>
    public string Node(string operation, string output, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        ProtobufWriter node = new();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, output).Text(3, $"node_{nodes++}").Text(4, operation);
        foreach (OnnxAttribute attribute in attributes)
        {
            attribute.WriteTo(node);
        }

        graph.Message(1, node);
        return output;
    }

    /// <summary>Writes the file; it must lie beside the weights.</summary>
    public void Write(string path)
    {
        graph.Text(2, "network");
        ProtobufWriter opset = new ProtobufWriter().Text(1, string.Empty).Integer(2, Opset);
        ProtobufWriter model = new ProtobufWriter().Integer(1, IrVersion).Message(8, opset).Message(7, graph);
        File.WriteAllBytes(path, model.Bytes);
    }

    private static ProtobufWriter Tensor(string name, int type, ReadOnlySpan<long> shape)
    {
        ProtobufWriter tensor = new();
        foreach (long dimension in shape)
        {
            tensor.Integer(1, dimension);
        }

        return tensor.Integer(2, type).Text(8, name);
    }

    private static void External(ProtobufWriter tensor, string key, string value)
        => tensor.Message(13, new ProtobufWriter().Text(1, key).Text(2, value));

    private string Declare(int field, string name, int type, ReadOnlySpan<string> dimensions)
    {
        ProtobufWriter shape = new();
        foreach (string dimension in dimensions)
        {
            ProtobufWriter size = new();
            shape.Message(1, int.TryParse(dimension, NumberStyles.None, CultureInfo.InvariantCulture, out int known) ? size.Integer(1, known) : size.Text(2, dimension));
        }

        ProtobufWriter tensor = new ProtobufWriter().Integer(1, type).Message(2, shape);
        graph.Message(field, new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor)));
        return name;
    }
}
