using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>
/// Tells a wrong result from an ill-conditioned one. Where the last bit of an activation moves relevance by more than the
/// tolerance, no float32 program agrees with double precision from end to end; every step of it still does. So each layer is held
/// against double precision at what the code itself computed before it: its output, and what it hands to its inputs.
/// </summary>
internal static class StepwiseProof
{
    // As for the golden references.
    private const double Tolerance = 1e-5;

    /// <summary>The steps at which the code is wrong, for results that are far from double precision.</summary>
    /// <param name="run">The run.</param>
    /// <param name="all">The network of <see cref="OwnValues.All"/>.</param>
    public static IEnumerable<string> Faults(NetworkRun run, CompiledNetwork all)
    {
        foreach ((VectorWidth width, HashSet<(int Method, int Target, int Sample)> distant) in run.Distant.Where(d => d.Value.Count > 0))
        {
            Dictionary<string, double[]>[] own = OwnValues.Of(run.Compiled, all, width);
            foreach (string fault in own.SelectMany((values, sample) => OfValues(run, values).Select(f => $"{width}, sample {sample}: {f}")))
            {
                yield return fault;
            }

            using ArrayClassifier model = run.Compiled.Load(width);
            foreach (IGrouping<int, (int Method, int Target, int Sample)> method in distant.GroupBy(d => d.Method))
            {
                using Session session = run.Explain(model, method.Key, run.Compiled.Network.Input);
                foreach ((_, int target, int sample) in method)
                {
                    // The values are those of a network of its own; the logits are those of the run.
                    (double[] logits, double[] magnitudes) = run.Compiled.Reference.OutputOf(run.LogitsLayer(), own[sample]);
                    if (Difference([.. session.Logits(sample).ToArray().Select(v => (double)v)], logits, i => Shares.Unit * magnitudes[i]) is { } far)
                    {
                        yield return $"{run.Where(width, method.Key, target, sample)}: logits: {far}";
                    }

                    foreach (string fault in OfRelevance(run, method.Key, target, own[sample], layer => NetworkRun.Ours(session, model, layer, target, sample).ToArray()))
                    {
                        yield return $"{run.Where(width, method.Key, target, sample)}: {fault}";
                    }
                }
            }
        }
    }

    private static IEnumerable<string> OfValues(NetworkRun run, Dictionary<string, double[]> own)
    {
        foreach (string layer in OwnValues.Visible(run.Compiled).Select(l => l.Name))
        {
            // Behind a folded norm: what both of them do.
            (double[] expected, double[] magnitudes) = run.Compiled.Reference.OutputOf(layer, own);
            if (Difference(own[layer], expected, i => Shares.Unit * magnitudes[i]) is { } difference)
            {
                yield return $"output of {layer}: {difference}";
            }
        }
    }

    private static IEnumerable<string> OfRelevance(NetworkRun run, int method, int target, Dictionary<string, double[]> own, Func<string, float[]> ours)
    {
        Func<string, Rule?> rules = run.Compiled.RulesOf(method);
        Dictionary<string, double[]> expected = own.ToDictionary(v => v.Key, v => new double[v.Value.Length]), rounding = own.ToDictionary(v => v.Key, v => new double[v.Value.Length]);
        string last = run.Compiled.Network.Layers[^1].Name;
        expected[last] = run.Seed(method, run.Labels[target])(own[rules(last)?.Name == "skip" ? run.LogitsLayer() : last]);
        foreach (string layer in run.Compiled.Network.Layers.Select(l => l.Name))
        {
            foreach ((string source, double[] share, double[] lost) in run.Compiled.Reference.SharesOf(layer, own, rules, [.. ours(layer).Select(v => (double)v)], run.Compiled.Network.Methods[method].Conditions))
            {
                for (int i = 0; i < share.Length; i++)
                {
                    expected[source][i] += share[i];
                    rounding[source][i] += lost[i];
                }
            }
        }

        double underflow = NetworkRun.Underflow * Math.Max(1, expected.Max(e => e.Value.Max(Math.Abs)));
        foreach ((string layer, double[] relevance) in expected)
        {
            double largest = relevance.Max(Math.Abs);
            if (Difference([.. ours(layer).Select(v => (double)v)], relevance, i => Math.Max(Tolerance * largest, Shares.Unit * rounding[layer][i]) + underflow) is { } difference)
            {
                yield return $"relevance of {layer}: {difference}";
            }
        }
    }

    private static string? Difference(double[] ours, double[] expected, Func<int, double> allowed)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(ours[i] - expected[i]) <= allowed(i) + NetworkRun.Underflow))
            {
                return FormattableString.Invariant($"{ours[i]:G9}, expected {expected[i]:G9}, at {i}, where rounding explains {allowed(i):E1}");
            }
        }

        return null;
    }
}
