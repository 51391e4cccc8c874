using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>A gate that is taken for a constant: no relevance reaches its branch.</summary>
public sealed class GateTests
{
    private static readonly string[] Branch = ["b2.se.pool", "b2.se.fc1", "b2.se.act", "b2.se.fc2", "b2.se.gate"];

    [Fact]
    public void The_layers_behind_a_constant_gate_have_no_relevance_whatever_was_explained_before()
    {
        LayerCase layers = new(GoldenCase.Named("mobilenet-like"));
        using ArrayClassifier model = layers.Load(Vectors.Default);
        using Session session = model.CreateSession();
        (float[] input, int count) = layers.Input();
        float[][] Read(string method)
        {
            session.Explain(input, count, model.Method(method), [Target.Label(0)], new ArrayExplainOptions { Layers = true });
            return [.. Branch.Select(name => session.LayerRelevance(IndexOf(model, name), 0, 0).ToArray())];
        }

        Assert.All(Read("epsilon_0.01_half"), relevance => Assert.Contains(relevance, v => v != 0));
        Assert.All(Read("epsilon_0.01_signal"), relevance => Assert.All(relevance, v => Assert.Equal(0, v)));
    }

    private static int IndexOf(ArrayClassifier model, string layer) => model.Description.Outputs.Select((o, i) => (o.Name, i)).Single(o => o.Name == layer).i;
}
