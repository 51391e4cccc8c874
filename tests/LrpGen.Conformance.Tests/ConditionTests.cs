using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>Conditional relevance: what flows through some channels of a layer, in whatever form the pass carries it.</summary>
public sealed class ConditionTests
{
    // Sums of shares whose rounding differs from that of the whole.
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("lenet", "epsilon_plus", "features.3")]
    [InlineData("lenet", "epsilon_plus", "features.4")]
    [InlineData("lenet", "epsilon_plus", "features.5")]
    [InlineData("lenet", "epsilon_plus_flat", "features.0")]
    [InlineData("resnet-block", "epsilon_gamma_box", "layer1.0.add")]
    [InlineData("resnet-block", "excitation_backprop", "layer1.0.relu2")]
    public void The_channels_of_a_layer_share_its_relevance(string name, string method, string layer)
    {
        using Run run = new(name, method);
        int channels = run.Model.Description.Outputs.Single(o => o.Name == layer).Shape[0];
        double[] sum = new double[run.Explain().Length];
        for (int channel = 0; channel < channels; channel++)
        {
            float[] part = run.Explain(new ChannelCondition(layer, channel));
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += part[i];
            }
        }

        run.AssertWhole(sum);
    }

    [Theory]
    [InlineData("epsilon_plus")]
    [InlineData("epsilon_gamma_box")]
    [InlineData("gradient")]
    public void A_condition_on_one_branch_of_a_sum_leaves_the_other_alone(string method)
    {
        using Run run = new("resnet-block", method);
        float[] first = run.Explain(Nothing(run, "layer1.1.downsample.1"));
        float[] second = run.Explain(Nothing(run, "layer1.1.bn2"));
        Assert.Contains(first, v => v != 0);
        Assert.Contains(second, v => v != 0);
        run.AssertWhole([.. first.Zip(second, (a, b) => (double)a + b)]);
    }

    private static ChannelCondition Nothing(Run run, string layer)
    {
        Assert.Contains(run.Model.Description.Outputs, o => o.Name == layer);
        return new ChannelCondition(layer);
    }

    private sealed class Run : IDisposable
    {
        private readonly Session session;
        private readonly MethodDescription method;
        private readonly float[] input;
        private readonly int count;

        public Run(string name, string method)
        {
            LayerCase layers = new(GoldenCase.Named(name));
            Model = layers.Load(Vectors.Default);
            session = Model.CreateSession();
            this.method = Model.Method(method);
            (input, count) = layers.Input();
        }

        public ArrayClassifier Model { get; }

        public float[] Explain(params ChannelCondition[] conditions)
        {
            session.Explain(input, count, method, [Target.Label(1)], new ArrayExplainOptions { Conditions = [.. conditions] });
            return [.. Enumerable.Range(0, count).SelectMany(s => session.InputRelevance(0, s).ToArray())];
        }

        public void AssertWhole(double[] sum)
        {
            float[] whole = Explain();
            for (int row = 0; row < count; row++)
            {
                int size = whole.Length / count;
                Distance.Check($"row {row}", whole.AsSpan(row * size, size), sum.AsSpan(row * size, size), Tolerance);
            }
        }

        public void Dispose()
        {
            session.Dispose();
            Model.Dispose();
        }
    }
}
