using System.Collections.Concurrent;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>The network of a golden case in double precision, on the case's weights.</summary>
internal static class GoldenNetwork
{
    private static readonly ConcurrentDictionary<string, Lazy<Network>> Networks = new();

    /// <summary>The network; made once.</summary>
    public static Network Of(GoldenCase golden)
        => Networks.GetOrAdd(golden.Folder, _ => new Lazy<Network>(() => new Network(File.ReadAllText(Path.Combine(golden.Folder, "layers.json")), Weights(golden)))).Value;

    private static Func<string, double[]?> Weights(GoldenCase golden)
    {
        Dictionary<string, double[]> weights = [];
        using Checkpoint file = Checkpoint.Open(Path.Combine(golden.Folder, "model.safetensors"));
        foreach ((string name, WeightTensor tensor) in file.Tensors)
        {
            float[] values = new float[tensor.Count];
            tensor.Read(0, values);
            weights[name] = [.. values.Select(v => (double)v)];
        }

        return weights.GetValueOrDefault;
    }
}
