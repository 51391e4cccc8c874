using LrpGen.Conformance.Tests.DoublePrecision;

namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>Makes a network smaller step by step, as long as it still fails.</summary>
internal static class Shrinking
{
    private const int MaxRounds = 40, MaxCandidates = 48;

    /// <summary>The smallest network that still fails.</summary>
    /// <param name="failing">A network that fails.</param>
    /// <param name="check">What is wrong with each of some networks; empty for nothing.</param>
    public static RandomNetwork Shrink(RandomNetwork failing, Func<IReadOnlyList<RandomNetwork>, IReadOnlyList<IReadOnlyList<string>>> check)
    {
        for (int round = 0; round < MaxRounds; round++)
        {
            RandomNetwork[] candidates = [.. Smaller(failing).Take(MaxCandidates).Select((c, i) => c with { ClassName = $"Candidate{i}" })];
            IReadOnlyList<IReadOnlyList<string>> faults = check(candidates);
            int found = Enumerable.Range(0, candidates.Length).FirstOrDefault(i => faults[i].Count > 0, -1);
            if (found < 0)
            {
                break;
            }

            failing = candidates[found];
        }

        return failing;
    }

    /// <summary>Networks with one thing less, those first that lose most.</summary>
    private static IEnumerable<RandomNetwork> Smaller(RandomNetwork network)
    {
        RandomMethod[] methods = network.Methods;
        if (methods.Length > 1)
        {
            foreach (RandomMethod method in methods)
            {
                yield return network with { Methods = [method] };
            }

            foreach (RandomMethod method in methods)
            {
                yield return network with { Methods = [.. methods.Where(m => m != method)] };
            }
        }

        if (network.Samples > 1)
        {
            yield return network with { Samples = 1 };
        }

        foreach (RandomLayer layer in network.Layers)
        {
            // As the output, as the input, or gone.
            if (layer != network.Layers[^1])
            {
                yield return Reached(network, layer.Name);
                yield return Reached(Without(network, layer, RandomNetwork.InputName) with { InputShape = layer.Shape }, network.Layers[^1].Name);
            }

            if (ShapeOf(network, layer.Inputs[0]).SequenceEqual(layer.Shape) && network.Layers.Length > 1)
            {
                RandomNetwork without = Without(network, layer, layer.Inputs[0]);
                yield return Reached(without, layer == network.Layers[^1] ? without.Layers[^1].Name : network.Layers[^1].Name);
            }
        }

        for (int m = 0; m < methods.Length; m++)
        {
            int place = m;
            RandomNetwork With(RandomMethod method) => network with { Methods = [.. methods.Select((old, i) => i == place ? method : old)] };
            if (methods[m].Conditions.Count > 0)
            {
                yield return With(methods[m] with { Conditions = new Dictionary<string, int[]>() });
            }

            foreach (string condition in methods[m].Conditions.Keys)
            {
                yield return With(methods[m] with { Conditions = methods[place].Conditions.Where(c => c.Key != condition).ToDictionary() });
            }

            foreach ((string layer, Rule rule) in methods[m].Rules.Where(r => r.Value != Rule.Gradient && r.Value.Name is not ("folded" or "skip")))
            {
                yield return With(methods[m] with { Rules = methods[place].Rules.ToDictionary(r => r.Key, r => r.Key == layer ? Rule.Gradient : r.Value) });
            }
        }
    }

    private static int[] ShapeOf(RandomNetwork network, string name) => network.Layers.SingleOrDefault(l => l.Name == name)?.Shape ?? network.InputShape;

    private static RandomNetwork Without(RandomNetwork network, RandomLayer gone, string instead) => network with
    {
        Layers = [.. network.Layers.Where(l => l != gone).Select(l => l with { Inputs = [.. l.Inputs.Select(i => i == gone.Name ? instead : i)] })],
    };

    /// <summary>The layers that contribute to an output, and what methods say of them.</summary>
    private static RandomNetwork Reached(RandomNetwork network, string output)
    {
        HashSet<string> reached = [output];
        foreach (RandomLayer layer in network.Layers.Reverse().Where(l => reached.Contains(l.Name)))
        {
            reached.UnionWith(layer.Inputs);
        }

        return network with
        {
            Layers = [.. network.Layers.Where(l => reached.Contains(l.Name))],
            Methods = [.. network.Methods.Select(m => m with
            {
                Rules = m.Rules.Where(r => reached.Contains(r.Key)).ToDictionary(),
                Conditions = m.Conditions.Where(c => reached.Contains(c.Key)).ToDictionary(),
            })],
        };
    }
}
