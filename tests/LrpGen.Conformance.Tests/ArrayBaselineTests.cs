using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>Integrated gradients of arrays: where the path begins, and what the result sums to.</summary>
public sealed class ArrayBaselineTests
{
    private const int Label = 2;

    private static readonly GoldenCase Golden = GoldenCase.Named("lenet");

    private static readonly Lazy<Type> Model = new(() => CompiledGraph.Compile("lenet.baselines", Graph()));

    [Fact]
    public void Relevances_sum_to_the_score_less_that_of_the_baseline()
    {
        using ArrayClassifier model = GeneratedAssembly.Load<ArrayClassifier>(Model.Value, Golden.Folder, new ArrayClassifierOptions { Width = Vectors.Default });
        float[] input = Input(model);
        foreach ((ArrayBaseline? baseline, float[] values) in new (ArrayBaseline?, float[])[]
        {
            (null, new float[input.Length]),
            (ArrayBaseline.Zero, new float[input.Length]),
            (ArrayBaseline.Mean, Means(input, model.Description.Values!.Shape[0])),
            (ArrayBaseline.Blur(1.5f), Blurred(input, model.Description.Values!.Shape[1], model.Description.Values!.Shape[2], 1.5)),
            (ArrayBaseline.Of([.. input.Select(v => -v)]), [.. input.Select(v => -v)]),
        })
        {
            ArrayExplanation why = model.Explain(input, Target.Label(Label), options: new() { Baseline = baseline });
            float expected = model.Predict(values).Labels[Label].Logit;
            Assert.Equal(expected, why.Target.BaselineScore!.Value, 1e-4f * Math.Max(1, Math.Abs(expected)));

            // 512 steps of a Riemann sum.
            double shared = why.Target.Score - why.Target.BaselineScore.Value;
            Assert.Equal(shared, why.RelevanceSum, 0.02 * Math.Max(0.1, Math.Abs(shared)));
            Assert.Equal(why, ArrayExplanation.FromJson(why.ToJson()));
        }
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        using ArrayClassifier model = GeneratedAssembly.Load<ArrayClassifier>(Model.Value, Golden.Folder, new ArrayClassifierOptions { Width = Vectors.Default });
        float[] input = Input(model);
        Assert.Contains(
            "has no baseline",
            Assert.Throws<ArgumentException>(() => model.Explain(input, method: model.Description.Methods[1], options: new() { Baseline = ArrayBaseline.Mean })).Message,
            StringComparison.Ordinal);
        Assert.Contains("The baseline has 2 values", Assert.Throws<ArgumentException>(() => model.Explain(input, options: new() { Baseline = ArrayBaseline.Of(1, 2) })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ArrayBaseline.Blur(float.NaN));
        Assert.Null(model.Explain(input, method: model.Description.Methods[1]).Target.BaselineScore);
    }

    private static float[] Input(ArrayClassifier model) => [.. new LayerCase(Golden).Input().Values.Take(model.Description.InputSize)];

    private static float[] Means(float[] input, int channels)
        => [.. input.Chunk(input.Length / channels).SelectMany(channel => channel.Select(_ => (float)channel.Average(v => (double)v)))];

    // By definition: each pixel a weighted mean of all others, those beyond the border as the border.
    private static float[] Blurred(float[] input, int height, int width, double deviation)
    {
        const int reach = 5; // ⌈3 · 1.5⌉
        float[] result = new float[input.Length];
        for (int i = 0; i < input.Length; i++)
        {
            (int plane, int y, int x) = (i / (height * width), i / width % height, i % width);
            double sum = 0, weights = 0;
            for (int dy = -reach; dy <= reach; dy++)
            {
                for (int dx = -reach; dx <= reach; dx++)
                {
                    double weight = Math.Exp(-((dx * dx) + (dy * dy)) / (2 * deviation * deviation));
                    sum += weight * input[(((plane * height) + Math.Clamp(y + dy, 0, height - 1)) * width) + Math.Clamp(x + dx, 0, width - 1)];
                    weights += weight;
                }
            }

            result[i] = (float)(sum / weights);
        }

        return result;
    }

    private static string Graph()
    {
        string text = File.ReadAllText(Path.Combine(Golden.Folder, "layers.json"));
        return text.Insert(text.IndexOf('{', StringComparison.Ordinal) + 1, "\"relevance\": [{\"name\": \"ig\", \"composite\": \"integrated-gradients(512)\"}, {\"name\": \"gradient\", \"composite\": \"gradient\"}],");
    }
}
