using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>
/// Every reference of every layer graph, at every vector width of the machine; those of <see cref="ConditioningTests"/> there.
/// </summary>
public sealed class LayerReferenceTests
{
    public static TheoryData<string, string, VectorWidth> Methods()
    {
        TheoryData<string, string, VectorWidth> data = [];
        foreach (GoldenCase golden in GoldenCase.All(IsLayerCase))
        {
            foreach (string method in golden.References.Select(r => MethodOf(r.Tensor)).Distinct().Where(m => !ConditioningTests.Holds(golden.Name, m)))
            {
                foreach (VectorWidth width in Vectors.Available)
                {
                    data.Add(golden.Name, method, width);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Agrees_with_the_reference(string name, string method, VectorWidth width)
    {
        GoldenCase golden = GoldenCase.Found(name);
        LayerCase layers = new(golden);
        using ArrayClassifier model = layers.Load(width);
        using Session session = model.CreateSession();
        (float[] input, int count) = layers.Input();
        List<string> failures = [];
        foreach (Reference reference in golden.References.Where(r => MethodOf(r.Tensor) == method))
        {
            if (Compute(layers, model, session, input, count, reference.Tensor) is not { } ours)
            {
                continue;
            }

            (double[] expected, int[] shape) = golden.Read(reference.Tensor);
            int rowSize = expected.Length / shape[0];
            for (int row = 0; row < shape[0]; row++)
            {
                try
                {
                    // captum's delta is the score less a sum of relevances of both signs: its scale is that of what is summed.
                    double scale = reference.Tensor.EndsWith(".delta", StringComparison.Ordinal)
                        ? session.InputRelevance(0, row).ToArray().Sum(v => Math.Abs((double)v))
                        : 0;
                    Distance.Check(
                        $"{name}, {reference.Tensor}, row {row}", ours.AsSpan(row * rowSize, rowSize), expected.AsSpan(row * rowSize, rowSize), reference.Allowed, scale);
                }
                catch (Xunit.Sdk.XunitException failure)
                {
                    failures.Add(failure.Message);
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    internal static bool IsLayerCase(GoldenCase golden)
        => golden.IsLayerGraph && golden.Unsupported is null;

    private static string MethodOf(string tensor) => Split(tensor).Method ?? tensor;

    private static (string? Method, string? Target, string? What) Split(string tensor)
    {
        Match match = Regex.Match(tensor, @"^(.+)\.(?:t(\d+|all)|all)\.(input|delta|heatmap|(?:layer|channels|channels_norm|heatmaps)\..+)$");
        return match.Success ? (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value) : (null, null, null);
    }

    private static float[]? Compute(LayerCase layers, ArrayClassifier model, Session session, float[] input, int count, string tensor)
    {
        (string? methodName, string? targetName, string? what) = Split(tensor);
        if (methodName is null || targetName is null || what is null)
        {
            session.Predict(input, count);
            return [.. Enumerable.Range(0, count).SelectMany(s => session.Logits(s).ToArray())];
        }

        JsonElement method = layers.Method(methodName);
        // Where the method explains the whole output, the target does not count.
        Target target = method.GetProperty("seed").GetString() == "all_logits"
            ? Target.Predicted
            : Target.Label(int.Parse(targetName, System.Globalization.CultureInfo.InvariantCulture));
        MethodDescription description = model.Method(methodName);
        string layer = what[(what.IndexOf('.', StringComparison.Ordinal) + 1)..];
        float[] Explain(ImmutableArray<ChannelCondition> conditions)
        {
            session.Explain(input, count, description, [target], new ArrayExplainOptions
            {
                Layers = layer != what,
                Conditions = conditions,
                OutputRelevance = layers.MaskedSeed(method, targetName, model, session, input, count),
                Noise = description.Reading == MethodReading.SmoothGrad ? Noise(layers, description, input, count) : default,
            });
            return All(count, s => session.InputRelevance(0, s));
        }

        if (what.StartsWith("heatmaps.", StringComparison.Ordinal))
        {
            // One heat map for each channel alone: samples × channels × positions.
            float[][] maps = [.. Enumerable.Range(0, Channels(model, layer)).Select(c => Heatmap(model, Explain([new ChannelCondition(layer, c)])))];
            int size = maps[0].Length / count;
            return [.. Enumerable.Range(0, count).SelectMany(s => maps.SelectMany(map => map[(s * size)..((s + 1) * size)]))];
        }

        float[] relevance = Explain(LayerCase.Conditions(method));
        switch (what.Split('.')[0])
        {
            case "input":
                return relevance;
            case "heatmap":
                return Heatmap(model, relevance);
            case "delta":
                // captum's convergence delta: what arrived less what was sent.
                return [.. Enumerable.Range(0, count).Select(s => (float)(session.Score(0, s) - session.InputRelevance(0, s).ToArray().Sum(v => (double)v)))];
        }

        int index = model.Description.OutputIndex(layer);
        float[] values = All(count, s => session.LayerRelevance(index, 0, s));
        int channels = Channels(model, layer);
        return what.Split('.')[0] switch
        {
            "layer" => values,
            "channels" => Sums(values, count * channels),
            _ => [.. Sums(values, count * channels).Chunk(channels).SelectMany(row => row.Select(v => v / (row.Sum(Math.Abs) + 1e-10f)))],
        };
    }

    private delegate ReadOnlySpan<float> OfSample(int sample);

    private static float[] All(int count, OfSample values) => [.. Enumerable.Range(0, count).SelectMany(s => values(s).ToArray())];

    private static int Channels(ArrayClassifier model, string layer) => model.Description.Outputs.Single(o => o.Name == layer).Shape[0];

    // Summed over positions: values are channels first.
    private static float[] Sums(float[] values, int rows) => [.. values.Chunk(values.Length / rows).Select(row => (float)row.Sum(v => (double)v))];

    // Summed over the channels of the input.
    private static float[] Heatmap(ArrayClassifier model, float[] relevance)
    {
        int size = model.Description.InputSize, positions = size / model.Description.Values!.Shape[0];
        return [.. relevance.Chunk(size).SelectMany(sample => Enumerable.Range(0, positions).Select(p => (float)Enumerable.Range(0, size / positions).Sum(c => (double)sample[(c * positions) + p])))];
    }

    // The peer's noise is standard normal; its last iteration has none.
    private static float[] Noise(LayerCase layers, MethodDescription method, float[] input, int count)
    {
        (float[] standard, _) = layers.Floats("smoothgrad.noise");
        float[] noise = new float[method.Iterations * input.Length];
        int size = input.Length / count;
        for (int i = 0; i < standard.Length; i++)
        {
            int sample = i % input.Length / size;
            ReadOnlySpan<float> clean = input.AsSpan(sample * size, size);
            float range = System.Numerics.Tensors.TensorPrimitives.Max(clean) - System.Numerics.Tensors.TensorPrimitives.Min(clean);
            noise[i] = standard[i] * method.NoiseLevel * range;
        }

        return noise;
    }
}
