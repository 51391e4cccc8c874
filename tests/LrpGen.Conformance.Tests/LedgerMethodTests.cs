using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>Which methods of layer graphs have a ledger: those that share out a score, and their lines add up to it.</summary>
public sealed class LedgerMethodTests
{
    // As of the ledgers of golden cases.
    private const double Tolerance = 1e-5;

    private const string Graph = """
        {
          "input": {"shape": [3]}, "output": "o",
          "layers": [{"name": "l", "op": "linear", "out": 4}, {"name": "a", "op": "relu"}, {"name": "o", "op": "linear", "out": 2}],
          "relevance": [
            "epsilon", "zplus", {"composite": "gradient", "name": "shared gradient", "seed": "logit"},
            "gradient", "gradient-x-input", "guided-backprop", "smoothgrad(0.1, 3)", "integrated-gradients(3)", "occlusion(1, 1)",
            {"composite": "smoothgrad(0.1, 3)+epsilon", "name": "smooth epsilon"},
            {"composite": "integrated-gradients(3)+epsilon", "name": "integrated epsilon"}
          ]
        }
        """;

    private static readonly string[] ThatShare = ["epsilon", "zplus", "shared gradient"];

    [Fact]
    public void An_explanation_has_a_ledger_that_closes_or_none()
    {
        string weights = Path.Combine(Path.GetTempPath(), $"lrpgen-{Guid.NewGuid():N}.safetensors");
        try
        {
            SafetensorsWriter writer = new();
            _ = writer.Add("l.weight", WeightType.F32, [4, 3], [1, -2, 0.5f, 0.25f, 1, 1, -1, 0.5f, 2, 1, 1, -0.5f])
                .Add("l.bias", WeightType.F32, [4], [0.5f, -0.25f, 0.125f, 1])
                .Add("o.weight", WeightType.F32, [2, 4], [1, 2, -1, 0.5f, -0.5f, 1, 1, 2])
                .Add("o.bias", WeightType.F32, [2], [0.25f, -0.75f]);
            writer.Write(weights);
            using ArrayClassifier model = GeneratedAssembly.Load<ArrayClassifier>(CompiledGraph.Compile("ledgers", Graph), weights, new ArrayClassifierOptions { Width = Vectors.Default });
            Assert.Equal(ThatShare, model.Description.Methods.Where(m => m.SharesOutScore).Select(m => m.Name));
            foreach (MethodDescription method in model.Description.Methods)
            {
                ArrayExplanation why = model.Explain([1, 0.5f, -2], Target.Label(1), method, new ArrayExplainOptions { Ledger = true });
                Assert.Equal(method.SharesOutScore, why.Ledger is not null);
                Assert.Equal(method.SharesOutScore, why.ToJson().Contains("\"ledger\"", StringComparison.Ordinal));
                if (why.Ledger is { } ledger)
                {
                    Assert.InRange(Math.Abs(ledger.Residual), 0, Tolerance * Math.Abs(ledger.Score));
                }
            }
        }
        finally
        {
            File.Delete(weights);
        }
    }
}
