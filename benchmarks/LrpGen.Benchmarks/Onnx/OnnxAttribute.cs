namespace LrpGen.Benchmarks.Onnx;

/// <summary>A constant of an ONNX node (onnx.proto, <c>AttributeProto</c>).</summary>
internal sealed record OnnxAttribute
{
    private readonly ProtobufWriter message;

    private OnnxAttribute(ProtobufWriter message) => this.message = message;

    /// <summary>An integer.</summary>
    public static OnnxAttribute Of(string name, long value) => new(Begin(name, type: 2).Integer(3, value));

    /// <summary>A float.</summary>
    public static OnnxAttribute Of(string name, float value) => new(Begin(name, type: 1).Float(2, value));

    /// <summary>A list of integers.</summary>
    public static OnnxAttribute Of(string name, params ReadOnlySpan<long> values)
    {
        ProtobufWriter message = Begin(name, type: 7);
        foreach (long value in values)
        {
            message.Integer(8, value);
        }

        return new(message);
    }

    /// <summary>Adds the attribute to its node.</summary>
    public void WriteTo(ProtobufWriter node) => node.Message(5, message);

    private static ProtobufWriter Begin(string name, int type) => new ProtobufWriter().Text(1, name).Integer(20, type);
}
