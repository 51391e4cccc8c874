using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>What the generated code computes at every layer of a golden case: each layer once as the output of a network of those before it.</summary>
/// <remarks>For chains: in a network with branches some of those would not contribute.</remarks>
internal static class OwnActivations
{
    private static readonly ConcurrentDictionary<(string Case, string Layer), Lazy<Type>> Compiled = new();

    /// <summary>The input and the output of every layer, by name, for each sample.</summary>
    public static Dictionary<string, double[]>[] Of(GoldenCase golden, VectorWidth width)
    {
        (float[] input, int count) = new LayerCase(golden).Input();
        Dictionary<string, double[]>[] samples = [.. input.Chunk(input.Length / count).Select(x => new Dictionary<string, double[]> { ["input"] = Doubles(x) })];
        foreach (string layer in GoldenNetwork.Of(golden).Layers)
        {
            Type type = Compiled.GetOrAdd((golden.Name, layer), key => new Lazy<Type>(() => Compile(golden, key.Layer))).Value;
            // The network as far as this layer, with the weights of all of it.
            using ArrayClassifier model = GeneratedAssembly.Load<ArrayClassifier>(type, golden.Folder, new ArrayClassifierOptions { Width = width, WeightChecks = WeightChecks.Values });
            using Session session = model.CreateSession();
            session.Predict(input, count);
            for (int sample = 0; sample < count; sample++)
            {
                samples[sample][layer] = Doubles(session.Logits(sample));
            }
        }

        return samples;
    }

    private static Type Compile(GoldenCase golden, string layer)
    {
        JsonObject graph = JsonNode.Parse(File.ReadAllText(Path.Combine(golden.Folder, "layers.json")))!.AsObject();
        JsonArray layers = graph["layers"]!.AsArray();
        while (layers[^1]!["name"]!.GetValue<string>() != layer)
        {
            layers.RemoveAt(layers.Count - 1);
        }

        graph.Remove("labels");
        graph["output"] = layer;
        graph["relevance"] = "gradient";
        return CompiledGraph.Compile($"{golden.Name}.{layer}", graph.ToJsonString());
    }

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        double[] result = new double[values.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertChecked<float, double>(values, result);
        return result;
    }
}
