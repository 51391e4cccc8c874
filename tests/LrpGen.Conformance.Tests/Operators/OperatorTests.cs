using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests.Operators;

/// <summary>Every operator under every rule that fits it: compiled, run, and held against the double-precision network.</summary>
public sealed class OperatorTests
{
    // What a float32 implementation keeps of the golden references as well.
    private const double Tolerance = 1e-5;

    private static int[] Targets => OperatorGraph.Targets;

    public static TheoryData<string, string> Pairs()
    {
        TheoryData<string, string> data = [];
        foreach ((string label, string method) in OperatorModels.All.SelectMany(g => g.Methods.Select(m => (g.Case.Label, m.Name))).Distinct())
        {
            data.Add(label, method);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Relevance_is_that_of_the_reference(string label, string method)
    {
        foreach (OperatorGraph graph in OperatorModels.Of(label))
        {
            double[][][] expected = Expected(graph, graph.Methods.Single(m => m.Name == method));
            foreach (VectorWidth width in Vectors.Available)
            {
                using Session session = Explain(graph, method, graph.InputOf(method), OperatorModels.Load(graph, width));
                for (int target = 0; target < Targets.Length; target++)
                {
                    for (int sample = 0; sample < OperatorGraph.Samples; sample++)
                    {
                        Distance.Check(Where(graph, target, sample) + $", {width}", session.InputRelevance(target, sample), expected[target][sample], Tolerance);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_ledger_closes(string label, string method)
    {
        foreach (OperatorGraph graph in OperatorModels.Of(label))
        {
            ArrayClassifier model = OperatorModels.Load(graph, Vectors.Default);
            using Session session = Explain(graph, method, graph.InputOf(method), model);
            int[] sinks = [.. Enumerable.Range(0, model.Description.Sinks.Length).Where(s => model.Description.Sinks[s].Pass == model.Method(method).Pass)];
            for (int target = 0; target < Targets.Length; target++)
            {
                for (int sample = 0; sample < OperatorGraph.Samples; sample++)
                {
                    double[] lines = [.. session.InputRelevance(target, sample).ToArray().Select(v => (double)v), .. sinks.Select(s => (double)session.Ledger[s, target, sample])];
                    double sent = graph.Methods.Single(m => m.Name == method).Seed == "one" ? 1 : session.Score(target, sample);

                    // Rounding loses a share of what is added up.
                    double largest = lines.Append(sent).Max(Math.Abs);
                    Assert.True(Math.Abs(sent - lines.Sum()) <= Tolerance * largest, FormattableString.Invariant($"{Where(graph, target, sample)}: {lines.Sum():G9} of {sent:G9}"));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_sample_gets_bit_for_bit_what_it_gets_alone_and_by_two_threads(string label, string method)
    {
        foreach (OperatorGraph graph in OperatorModels.Of(label))
        {
            using Session together = Explain(graph, method, graph.InputOf(method), OperatorModels.Load(graph, Vectors.Default, threads: 2));
            for (int sample = 0; sample < OperatorGraph.Samples; sample++)
            {
                using Session alone = Explain(graph, method, graph.Sample(sample, method), OperatorModels.Load(graph, Vectors.Default));
                for (int target = 0; target < Targets.Length; target++)
                {
                    Assert.True(
                        alone.InputRelevance(target, 0).SequenceEqual(together.InputRelevance(target, sample)), Where(graph, target, sample));
                }
            }
        }
    }

    private static Session Explain(OperatorGraph graph, string method, float[] input, ArrayClassifier model)
    {
        Session session = model.CreateSession();
        session.Explain(input, input.Length * OperatorGraph.Samples / graph.Input.Length, model.Method(method), [.. Targets.Select(t => Target.Label(t))], new ArrayExplainOptions { Ledger = true });
        return session;
    }

    private static string Where(OperatorGraph graph, int target, int sample) => $"{graph.Surroundings}, target {Targets[target]}, sample {sample}";

    private static double[][][] Expected(OperatorGraph graph, OperatorMethod method)
    {
        double[][][] relevance = graph.Relevance(method);

        // Zeros would agree with anything that forgets to compute, and a sum that nearly vanishes with nothing.
        Assert.All(relevance.SelectMany(r => r), row => Assert.InRange(row.Max(Math.Abs), 1e-5, 1e5));
        return relevance;
    }
}
