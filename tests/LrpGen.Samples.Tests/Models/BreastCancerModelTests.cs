using BreastCancer;
using LrpGen.Runtime;

namespace LrpGen.Samples.Tests;

/// <summary>The model of the table does what its card and its references say, at every vector width of the machine.</summary>
public class BreastCancerModelTests
{
    private const int Features = 30;

    private static readonly string Folder = Tensors.Model("breast-cancer-mlp");

    public static TheoryData<VectorWidth> Widths => [.. Vectors.Available];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Patients_have_the_logits_and_relevances_of_the_peer(VectorWidth width)
    {
        using BreastCancerMlp model = BreastCancerMlp.Load(Folder, new ArrayClassifierOptions { Width = width });
        using Tensors eval = new(Path.Combine(Folder, "eval.safetensors")), expected = new(Path.Combine(Folder, "expected.safetensors"));
        float[] inputs = eval.Read<float>("input");
        double[] logits = eval.Read<double>("logits");
        long[] labels = eval.Read<long>("label"), targets = expected.Read<long>("target");
        foreach ((string name, MethodDescription method) in (ReadOnlySpan<(string, MethodDescription)>)
            [("epsilon_1e-6", BreastCancerMlp.Methods.Epsilon), ("gamma_0.25", BreastCancerMlp.Methods.Gamma), ("alpha2_beta1", BreastCancerMlp.Methods.AlphaBeta)])
        {
            double[] relevance = expected.Read<double>($"{name}.normalize");
            int wrong = 0;
            foreach ((int i, ArrayExplanation why) in model.ExplainBatch(inputs, inputs.Length / Features, Target.Predicted, method, new() { LayerNames = ["normalize"] }).Index())
            {
                Tensors.AreNear($"logits of patient {i}", [.. why.Labels.Select(label => label.Logit)], logits.AsSpan(2 * i, 2));
                Tensors.AreNear($"{name} of patient {i}", Assert.Single(why.Layers).Values.AsSpan(), relevance.AsSpan(i * Features, Features));

                // Standardisation hands on what arrives at it.
                Assert.Equal(why.Layers[0].Values.ToArray(), why.Relevance.ToArray());
                Assert.Equal(targets[i], why.PredictedLabel);
                if (why.PredictedLabel != labels[i]) wrong++;
            }

            // The card: 4 of the 114 test rows.
            Assert.Equal(4, wrong);
        }
    }

    [Fact]
    public void The_table_of_the_sample_holds_the_reference_s_inputs()
    {
        using Tensors eval = new(Path.Combine(Folder, "eval.safetensors"));
        Assert.Equal(
            eval.Read<float>("input"),
            File.ReadLines(Path.Combine(Folder, "eval.csv")).Skip(1).SelectMany(line => line.Split(',').Take(Features)).Select(text => float.Parse(text, System.Globalization.CultureInfo.InvariantCulture)));
    }
}
