using System.Collections.Concurrent;
using System.Reflection;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests.Operators;

/// <summary>The graphs of all cases, compiled into one assembly.</summary>
internal static class OperatorModels
{
    // One operator of each group that divides.
    private static readonly string[] ForPolicies =
        ["linear, 7 to 5", "conv2d, two groups", "batch_norm, of channels", "layer_norm, with weights", "max_pool2d, overlapping, rounded up", "avg_pool2d, of a power of two", "add, of two", "upsample, bilinear, by powers of two"];

    private static readonly string Folder = Directory.CreateTempSubdirectory("lrpgen-operators").FullName;
    private static readonly Lazy<Assembly> Assembly = new(() => GeneratedAssembly.Of("Operators", All!.SelectMany(g => g.Files)));
    private static readonly ConcurrentDictionary<OperatorGraph, Lazy<string>> Checkpoints = new();
    private static readonly ConcurrentDictionary<(OperatorGraph, VectorWidth, int), ArrayClassifier> Loaded = new();

    static OperatorModels() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);

    /// <summary>Each case in all surroundings.</summary>
    public static OperatorGraph[] All { get; } = [.. Graphs()];

    /// <summary>A case in all surroundings.</summary>
    public static IEnumerable<OperatorGraph> Of(string label) => All.Where(g => g.Case.Label == label);

    public static ArrayClassifier Load(OperatorGraph graph, VectorWidth width, int threads = 1)
        => Loaded.GetOrAdd((graph, width, threads), _ => GeneratedAssembly.Load<ArrayClassifier>(
            Assembly.Value.GetType(graph.FullName, throwOnError: true)!, Checkpoints.GetOrAdd(graph, g => new(() => g.WriteWeights(Folder))).Value,
            new ArrayClassifierOptions { Threads = threads, Width = width }));

    private static IEnumerable<OperatorGraph> Graphs()
    {
        int number = 0;
        foreach (OperatorCase one in OperatorCases.All)
        {
            foreach (Surroundings around in one.IsOutput ? [Surroundings.Alone, Surroundings.Chain] : Enum.GetValues<Surroundings>())
            {
                yield return new OperatorGraph(one, around, [.. OperatorMethods.Of(one, around)], $"Graph{number++}");
            }

            if (ForPolicies.Contains(one.Label))
            {
                yield return new OperatorGraph(one with { About = one.About + ", policies" }, Surroundings.Alone, [.. OperatorMethods.PoliciesOf(one)], $"Graph{number++}");
            }
        }
    }
}
