using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>Batch norms without a weight and a bias, and variances that have no root.</summary>
public sealed class BatchNormParameterTests
{
    private static readonly string Weights = Path.Combine(GoldenCase.RepositoryRoot, "tests", "faults", "graphs", "bn_noaffine", "model.safetensors");

    private static readonly string Description = """
        {
          "input": {"shape": [1, 6, 6]},
          "layers": [
            {"name": "c", "op": "conv2d", "out": 2, "kernel": 3},
            {"name": "bn", "op": "batch_norm", "affine": false},
            {"name": "flatten", "op": "flatten"},
            {"name": "fc", "op": "linear", "out": 2}
          ],
          "output": "fc",
          "relevance": [METHODS]
        }
        """;

    [Theory]
    // Folded in all methods, in some, in none.
    [InlineData("{\"name\": \"m\", \"rules\": {\"weights\": \"epsilon(0.25)\", \"bn\": \"folded\"}}", "folded")]
    [InlineData("{\"name\": \"m\", \"rules\": {\"weights\": \"epsilon(0.25)\", \"bn\": \"folded\"}}, {\"name\": \"other\", \"rules\": {\"any\": \"epsilon(0.25)\"}}", "folded")]
    [InlineData("{\"name\": \"m\", \"rules\": {\"any\": \"epsilon(0.25)\"}}", "epsilon")]
    public void Without_parameters_it_standardises(string methods, string rule)
    {
        string text = Description.Replace("METHODS", methods, StringComparison.Ordinal);
        Network network = new(text, Read());
        Type model = CompiledGraph.Compile("BatchNorm", text);
        string packed = Path.Combine(Directory.CreateTempSubdirectory("lrpgen-batch-norm").FullName, "model.lrpw");
        GeneratedAssembly.Pack(model, Weights, packed);
        float[] x = [.. Enumerable.Range(0, 36).Select(i => (((i * 7) % 11) - 5) / 4f)];
        double[] input = [.. x.Select(v => (double)v)];
        Rule epsilon = new("epsilon") { Denominator = new Denominator("signed_add", 0.25) };
        double[] relevance = network.Relevance(input, layer => layer switch { "bn" when rule == "folded" => new Rule("folded"), "flatten" => null, _ => epsilon }, output => [output[0], 0])["input"];
        foreach (string file in new[] { Weights, packed })
        {
            using ArrayClassifier loaded = GeneratedAssembly.Load<ArrayClassifier>(model, file, new ArrayClassifierOptions { Width = Vectors.Default });
            using Session session = loaded.CreateSession();
            session.Explain(x, 1, loaded.Method("m"), [Target.Label(0)]);
            Distance.Check("logits", session.Logits(0), network.Forward(input)["fc"], 1e-5);
            Distance.Check("input", session.InputRelevance(0, 0), relevance, 1e-5);
        }
    }

    [Theory]
    [InlineData(-0.5f, 1e-5, "bn.running_var[1] is -0.5, a variance below 0")]
    [InlineData(0f, 0, "bn.running_var: expected variances that are above 0 with the 0 that is added to them, found 0 in channel 1")]
    public void A_variance_without_a_root_is_refused_by_name(float variance, double epsilon, string message)
    {
        string folder = Directory.CreateTempSubdirectory("lrpgen-variance").FullName;
        SafetensorsWriter writer = new();
        using (Checkpoint file = Checkpoint.Open(Weights))
        {
            foreach ((string name, WeightTensor tensor) in file.Tensors.Where(t => t.Key != "bn.num_batches_tracked"))
            {
                float[] values = new float[tensor.Count];
                tensor.Read(0, values);
                values[1] = name == "bn.running_var" ? variance : values[1];
                _ = writer.Add(name, WeightType.F32, tensor.Shape.ToArray(), values);
            }
        }

        string path = Path.Combine(folder, "model.safetensors");
        writer.Write(path);
        foreach (string rule in new[] { "folded", "epsilon" })
        {
            string text = Description
                .Replace("METHODS", $"{{\"rules\": {{\"weights\": \"epsilon\", \"bn\": \"{rule}\"}}}}", StringComparison.Ordinal)
                .Replace("\"affine\": false", FormattableString.Invariant($"\"affine\": false, \"eps\": {epsilon}"), StringComparison.Ordinal);
            Type model = CompiledGraph.Compile("Variance", text);
            Assert.Contains(message, Refused(() => GeneratedAssembly.Load<ArrayClassifier>(model, path, new ArrayClassifierOptions { Width = Vectors.Default }).Dispose()).Message, StringComparison.Ordinal);
            Assert.Contains(message, Refused(() => GeneratedAssembly.Pack(model, path, Path.Combine(folder, "model.lrpw"))).Message, StringComparison.Ordinal);
        }
    }

    private static CheckpointException Refused(Action load)
        => Assert.IsType<CheckpointException>(Assert.Throws<System.Reflection.TargetInvocationException>(load).InnerException, exactMatch: false);

    private static Func<string, double[]?> Read()
    {
        Dictionary<string, double[]> weights = [];
        using Checkpoint file = Checkpoint.Open(Weights);
        foreach ((string name, WeightTensor tensor) in file.Tensors.Where(t => t.Key != "bn.num_batches_tracked"))
        {
            float[] values = new float[tensor.Count];
            tensor.Read(0, values);
            weights[name] = [.. values.Select(v => (double)v)];
        }

        return weights.GetValueOrDefault;
    }
}
