using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Generator.Expansion;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>What the generated code computes at every layer of a network: the output of a network that strings all of them together.</summary>
internal static class OwnValues
{
    /// <summary>The network whose output is the output of every layer of another one, one behind another.</summary>
    public static RandomNetwork All(CompiledNetwork compiled)
    {
        RandomNetwork network = compiled.Network;
        List<RandomLayer> layers = [.. network.Layers.Where(l => l.Op != "softmax")];
        List<string> rows = [];
        foreach (LayerSpec layer in Visible(compiled))
        {
            string row = layer.OutputShape.Rank == 1 ? layer.Name : "row." + layer.Name;
            rows.Add(row);
            if (row != layer.Name)
            {
                layers.Add(new RandomLayer(row, "flatten", [layer.Name], [SizeOf(layer)], new Dictionary<string, string>()));
            }
        }

        layers.Add(new RandomLayer("all", rows.Count == 1 ? "dropout" : "concat", [.. rows], [Visible(compiled).Sum(SizeOf)], new Dictionary<string, string>()));

        // A norm that is gone from the network is gone here.
        FoldedNorms norms = new(compiled.Spec);
        Dictionary<string, Rule> rules = layers.Where(l => LayerOps.Get(l.Op).Group != OpGroup.Structure).ToDictionary(l => l.Name, _ => Rule.Gradient);
        foreach (LayerSpec gone in compiled.Spec.Layers.Where(norms.IsGone))
        {
            rules[gone.Name] = new Rule("folded");
        }

        return network with { ClassName = network.ClassName + "Values", Layers = [.. layers], Methods = [new RandomMethod("values", null, rules, "one")] };
    }

    /// <summary>The input and the output of every layer, by name, for each sample.</summary>
    /// <param name="compiled">The network.</param>
    /// <param name="all">The network of <see cref="All"/>.</param>
    /// <param name="width">Vector width.</param>
    public static Dictionary<string, double[]>[] Of(CompiledNetwork compiled, CompiledNetwork all, VectorWidth width)
    {
        using ArrayClassifier model = all.Load(width);
        using Session session = model.CreateSession();
        float[] input = compiled.Network.Input;
        int count = compiled.Network.Samples, size = input.Length / count;
        session.Predict(input, count);
        return [.. Enumerable.Range(0, count).Select(sample =>
        {
            Dictionary<string, double[]> values = new() { [RandomNetwork.InputName] = Doubles(input.AsSpan(sample * size, size)) };
            double[] outputs = Doubles(session.Logits(sample));
            int first = 0;
            foreach (LayerSpec layer in Visible(compiled))
            {
                values[layer.Name] = outputs[first..(first += SizeOf(layer))];
            }

            // What no tensor holds: between a product and the norm that is gone, and behind a softmax that shows alone.
            foreach (RandomLayer layer in compiled.Network.Layers.Where(l => !values.ContainsKey(l.Name)))
            {
                values[layer.Name] = compiled.Reference.OutputOf(layer.Name, values).Values;
            }

            return values;
        })];
    }

    /// <summary>The layers whose output a tensor holds.</summary>
    public static IEnumerable<LayerSpec> Visible(CompiledNetwork compiled)
    {
        FoldedNorms norms = new(compiled.Spec);
        return compiled.Spec.Layers.Where(l => l.Op != "softmax" && norms.Inside(l) is null);
    }

    private static int SizeOf(LayerSpec layer) => layer.OutputShape.Sizes.Aggregate(1, (a, b) => a * b);

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        double[] result = new double[values.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertChecked<float, double>(values, result);
        return result;
    }
}
