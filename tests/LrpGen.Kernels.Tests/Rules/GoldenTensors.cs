using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>A folder of references that another program computed.</summary>
internal sealed class GoldenTensors : IDisposable
{
    private readonly Checkpoint _weights;
    private readonly Checkpoint _expected;

    public GoldenTensors(string name)
    {
        string root = typeof(GoldenTensors).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "GoldenRoot").Value!;
        string folder = Path.Combine(root, name);
        Description = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json"))).RootElement.Clone();
        _weights = Checkpoint.Open(Path.Combine(folder, "model.safetensors"));
        _expected = Checkpoint.Open(Path.Combine(folder, "expected.safetensors"));
    }

    public JsonElement Description { get; }

    public WeightTensor Weight(string name) => _weights.Tensors[name];

    /// <summary>A reference in the precision in which it is stored, with its columns.</summary>
    public (double[] Values, int Columns) Expected(string name)
    {
        WeightTensor tensor = _expected.Tensors[name];
        var values = new double[tensor.Count];
        if (tensor.StoredTypeName == "F64")
        {
            tensor.ReadBytes(0, MemoryMarshal.AsBytes(values.AsSpan()));
        }
        else
        {
            var floats = new float[tensor.Count];
            tensor.Read(0, floats);
            values = [.. floats.Select(value => (double)value)];
        }

        return (values, (int)tensor.Shape[^1]);
    }

    /// <summary>A tensor as a matrix of its last dimension.</summary>
    public TestMatrix Matrix(string name)
    {
        (double[] values, int columns) = Expected(name);
        var matrix = new TestMatrix(values.Length / columns, columns);
        for (int i = 0; i < values.Length; i++)
        {
            matrix[i / columns, i % columns] = (float)values[i];
        }

        return matrix;
    }

    public void Dispose()
    {
        _weights.Dispose();
        _expected.Dispose();
    }
}
